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

/** Evaluates a query for a record. @returns the record with its `result`, or undefined to leave the record out. */
export type RecordQuery = (record: LogRecord) => LogRecord | undefined;

/** Compiles a JMESPath expression. The query leaves out a line that is not a JSON object or list, a line for which the result is
 *  null, and a line in which a value has the wrong type for a function of the expression.
 *  @throws QueryError for an invalid expression. The query also throws it, for errors that occur only when it runs.
 *  @see https://jmespath.org/specification.html */
export async function compileQuery(expression: string): Promise<RecordQuery> {
  // Loaded on demand: most commands have no query.
  const { compile, isRegistered, TreeInterpreter } = await import('@jmespath-community/jmespath');
  const queryError = (error: unknown) => new QueryError(expression, (error as Error).message.replace(/\.$/, ''));
  let tree: ReturnType<typeof compile>;
  try {
    tree = compile(expression);
  } catch (error) {
    throw queryError(error);
  }
  const unknown = functionNames(tree).find((name) => !isRegistered(name));
  if (unknown !== undefined) throw new QueryError(expression, `there is no function ${unknown}()`);
  const search = (value: JSONValue): JSONValue => {
    try {
      return TreeInterpreter.search(tree, value);
    } catch (error) {
      if (EXPRESSION_ERROR.test((error as Error).message)) throw queryError(error);
      return null;
    }
  };
  // Reports errors that do not depend on the line before the first line is read.
  search({});
  return (record) => {
    const value = parseLine(record);
    const result = value === undefined ? null : search(value);
    return result === null ? undefined : { ...record, result };
  };
}

/** Errors of the interpreter that are caused by the expression. All others are caused by the values in a line. */
const EXPRESSION_ERROR =
  /^(Unknown function|Invalid arity|Error referencing undefined variable|Syntax error|Invalid value: slice step)/;

/** The line as JSON. An access line with an unset variable is not valid JSON (see `parseJsonLine`), but has the same fields. */
function parseLine({ message, kind, fields }: LogRecord): JSONValue | undefined {
  if (!/^\s*[{[]/.test(message)) return undefined;
  try {
    return JSON.parse(message, withoutPrototype);
  } catch {
    return kind === 'api.access' ? ({ __proto__: null, ...fields } as { [name: string]: JSONValue }) : undefined;
  }
}

/** The interpreter also finds inherited members: without this, `constructor` would be a function in every line. */
function withoutPrototype(_key: string, value: JSONValue): JSONValue {
  return isObject(value) ? Object.setPrototypeOf(value, null) : value;
}

/** The names of all functions that a syntax tree calls. */
function functionNames(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  const names = 'type' in node && node.type === 'Function' && 'name' in node ? [String(node.name)] : [];
  return [...names, ...Object.values(node).flatMap(functionNames)];
}
