import type { Phrase, Regex, Term, TermsPattern } from './pattern.ts';
import type { TokenReader } from './token-reader.ts';

const EXPECTED_TERM = 'a term, a "phrase" or a %regular expression%';

/** EBNF: terms = { [ "?" | "-" ] ( word | "phrase" | %regex% ) } */
export function parseTerms(tokens: TokenReader): TermsPattern {
  const terms: Term[] = [];
  while (!tokens.atEnd()) terms.push(parseTerm(tokens));
  return { kind: 'terms', terms };
}

function parseTerm(tokens: TokenReader): Term {
  if (tokens.takeSymbol('?')) return { match: 'optional', content: parseContent(tokens) };
  if (tokens.takeSymbol('-')) return { match: 'excluded', content: parseContent(tokens) };
  return { match: 'required', content: parseContent(tokens) };
}

function parseContent(tokens: TokenReader): Phrase | Regex {
  const token = tokens.next(EXPECTED_TERM);
  if (token.kind === 'regex') return tokens.regex(token.text);
  if (token.kind !== 'word' && token.kind !== 'quoted') throw tokens.unexpected(token, EXPECTED_TERM);
  if (token.text === '') {
    throw tokens.invalidTerm(token, 'The phrase is empty: an empty pattern, without quotes, matches every log event.');
  }
  return { kind: 'phrase', text: token.text };
}
