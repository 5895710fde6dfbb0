import type { Comparison, Condition, Value } from './pattern.ts';
import type { TokenReader } from './token-reader.ts';
import type { Token } from './tokens.ts';

const OPERATORS = ['=', '!=', '<', '<=', '>', '>='] as const;
const OPERATOR = `one of ${OPERATORS.join(' ')}`;
const VALUE = 'a number, a string or a %regular expression%';

/** A keyword can be a value only in quotes: `$.a = "null"`. */
const KEYWORDS = ['NULL', 'IS', 'NOT', 'EXISTS'];

/** EBNF: condition = conjunction { "||" conjunction } ; conjunction = operand { "&&" operand } ; operand = "(" condition ")" | test
 *  @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/matching-terms-json-log-events.html */
export function parseCondition<Test>(tokens: TokenReader, parseTest: () => Test): Condition<Test> {
  const parseOperand = (): Condition<Test> => {
    if (!tokens.takeSymbol('(')) return parseTest();
    const condition = parseCondition(tokens, parseTest);
    tokens.expectSymbol(')');
    return condition;
  };
  const parseConjunction = () => parseJunction(tokens, 'and', '&&', parseOperand);
  return parseJunction(tokens, 'or', '||', parseConjunction);
}

function parseJunction<Test>(
  tokens: TokenReader,
  kind: 'and' | 'or',
  symbol: string,
  parseOperand: () => Condition<Test>,
): Condition<Test> {
  const first = parseOperand();
  if (!tokens.isSymbol(symbol)) return first;
  const conditions = [first];
  while (tokens.takeSymbol(symbol)) conditions.push(parseOperand());
  return { kind, conditions };
}

/** EBNF: comparison = operator value. The operators `<`, `<=`, `>` and `>=` need a number. */
export function parseComparison(tokens: TokenReader): Comparison {
  const operatorToken = tokens.next(OPERATOR);
  const operator = OPERATORS.find((candidate) => operatorToken.kind === 'symbol' && operatorToken.text === candidate);
  if (operator === undefined) throw tokens.unexpected(operatorToken, OPERATOR);
  const token = tokens.next(VALUE);
  if (operator !== '=' && operator !== '!=' && token.kind !== 'number') {
    throw tokens.invalidTerm(token, `${operator} compares numbers: write a number without quotation marks.`);
  }
  return { kind: 'compare', operator, value: parseValue(tokens, token) };
}

function parseValue(tokens: TokenReader, token: Token): Value {
  switch (token.kind) {
    case 'number':
      return { kind: 'number', text: token.text };
    case 'quoted':
      return { kind: 'string', text: token.text };
    case 'regex':
      return tokens.regex(token.text);
    case 'word':
      if (KEYWORDS.includes(token.text.toUpperCase())) throw tokens.unexpected(token, VALUE);
      if (token.text.includes('-')) {
        throw tokens.invalidTerm(token, 'Put a string with a hyphen in double quotation marks.');
      }
      return { kind: 'string', text: token.text };
    default:
      throw tokens.unexpected(token, VALUE);
  }
}
