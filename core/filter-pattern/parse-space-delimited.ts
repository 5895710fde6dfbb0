import { FilterPatternError } from './filter-pattern-error.ts';
import { parseComparison, parseCondition } from './parse-condition.ts';
import type { Comparison, Field, SpaceDelimitedPattern } from './pattern.ts';
import type { TokenReader } from './token-reader.ts';

const ELLIPSIS = '...';
const FIELD_NAME = /^[\w-]+$/;
const EXPECTED_FIELD = `a field's name or ${ELLIPSIS}`;

/** EBNF: space-delimited = "[" [ field { "," field } ] "]" ; field = [ "..." | name | condition ]. Each test of a condition
 *  names the field: `status = 404 || status = 410`. */
export function parseSpaceDelimitedPattern(tokens: TokenReader): SpaceDelimitedPattern {
  const fields: Field[] = [];
  tokens.expectSymbol('[');
  if (!tokens.takeSymbol(']')) {
    do fields.push(parseField(tokens));
    while (tokens.takeSymbol(','));
    tokens.expectSymbol(']');
  }
  tokens.expectEnd();
  rejectDuplicates(fields);
  return { kind: 'space-delimited', fields };
}

function parseField(tokens: TokenReader): Field {
  if (tokens.isSymbol(',', ']')) return { kind: 'unnamed' };
  if (tokens.isSecondSymbol(',', ']')) {
    const name = parseName(tokens);
    return name === ELLIPSIS ? { kind: 'ellipsis' } : { kind: 'named', name };
  }
  const names = new Set<string>();
  const condition = parseCondition(tokens, (): Comparison => {
    names.add(parseName(tokens));
    return parseComparison(tokens);
  });
  const [name = '', other] = names;
  if (name === ELLIPSIS) throw tokens.invalid(`${ELLIPSIS} matches any number of fields and cannot have a condition.`);
  if (other !== undefined) {
    throw tokens.invalid(`The condition of the field "${name}" also names "${other}". Put a comma between two fields.`);
  }
  return { kind: 'named', name, condition };
}

function parseName(tokens: TokenReader): string {
  const token = tokens.next(EXPECTED_FIELD);
  if (token.kind !== 'word' && token.kind !== 'number') throw tokens.unexpected(token, EXPECTED_FIELD);
  if (token.text !== ELLIPSIS && !FIELD_NAME.test(token.text)) {
    throw tokens.invalidTerm(token, "A field's name can have only letters, digits, _ and -.");
  }
  return token.text;
}

function rejectDuplicates(fields: readonly Field[]): void {
  const seen = new Set<string>();
  for (const field of fields) {
    if (field.kind === 'unnamed') continue;
    const name = field.kind === 'ellipsis' ? ELLIPSIS : field.name;
    if (seen.has(name)) throw new FilterPatternError(`Duplicate field '${name}'`, 'Give each field a different name.');
    seen.add(name);
  }
}
