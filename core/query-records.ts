import type { JSONValue } from '@jmespath-community/jmespath';
import { isObject } from './is-object.ts';
import type { LogRecord } from './log-event.ts';
import { EXIT, UserError } from './user-error.ts';

/** An invalid JMESPath expression; the message says what is wrong. */
export class QueryError extends UserError {
  override name = 'QueryError';
  readonly exitCode = EXIT.USAGE_ERROR;

  constructor(expression: string, problem: string) {
    super(
      `"${expression}" is not a JMESPath expression: ${problem}.`,
      'Write one such as message, or {level: level, id: noteId}; https://jmespath.org describes the language.',
    );
  }
}

/** Gives a record what the query makes of its line; undefined leaves the record out. */
export type RecordQuery = (record: LogRecord) => LogRecord | undefined;

/** Compiles a JMESPath expression once, for all lines. A line that is no JSON object or list is left out, and so is one for which
 *  the result is null, or which has a value of a type that a function of the expression does not take.
 *  @throws QueryError for a wrong expression; so does the query, for what only shows on a line.
 *  @see https://jmespath.org/specification.html */
export async function compileQuery(expression: string): Promise<RecordQuery> {
  // Most runs have no query: they do not pay for loading the language.
  const { compile, isRegistered, TreeInterpreter } = await import('@jmespath-community/jmespath');
  const wrong = (error: unknown) => new QueryError(expression, (error as Error).message.replace(/\.$/, ''));
  let tree: ReturnType<typeof compile>;
  try {
    tree = compile(expression);
  } catch (error) {
    throw wrong(error);
  }
  const unknown = functionNames(tree).find((name) => !isRegistered(name));
  if (unknown !== undefined) throw new QueryError(expression, `there is no function ${unknown}()`);
  const search = (value: JSONValue): JSONValue => {
    try {
      return TreeInterpreter.search(tree, value);
    } catch (error) {
      if (FAULT_OF_THE_EXPRESSION.test((error as Error).message)) throw wrong(error);
      return null;
    }
  };
  // What goes wrong whatever the line says goes wrong now.
  search({});
  return (record) => {
    const value = jsonOf(record);
    const result = value === undefined ? null : search(value);
    return result === null ? undefined : { ...record, result };
  };
}

/** Errors of the interpreter that no other line would mend; the rest come from a line's values. */
const FAULT_OF_THE_EXPRESSION =
  /^(Unknown function|Invalid arity|Error referencing undefined variable|Syntax error|Invalid value: slice step)/;

/** The line as JSON. An access line with an unset variable is none (see `parseJsonLine`): its fields say the same. */
function jsonOf({ message, kind, fields }: LogRecord): JSONValue | undefined {
  if (!/^\s*[{[]/.test(message)) return undefined;
  try {
    return JSON.parse(message, withoutPrototype);
  } catch {
    return kind === 'api.access' ? ({ __proto__: null, ...fields } as { [name: string]: JSONValue }) : undefined;
  }
}

/** The interpreter finds inherited members, too: `constructor` would be a function in every line. */
function withoutPrototype(_key: string, value: JSONValue): JSONValue {
  return isObject(value) ? Object.setPrototypeOf(value, null) : value;
}

/** The functions that a syntax tree calls, wherever. */
function functionNames(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  const names = 'type' in node && node.type === 'Function' && 'name' in node ? [String(node.name)] : [];
  return [...names, ...Object.values(node).flatMap(functionNames)];
}
