import type { Phrase, Regex, Term, TermsPattern } from './pattern.ts';
import type { TokenReader } from './token-reader.ts';

const TERM_TEXT = 'a term, a "phrase" or a %regular expression%';

/** terms = { [ "?" | "-" ] ( word | "phrase" | %regex% ) } */
export function parseTerms(tokens: TokenReader): TermsPattern {
  const terms: Term[] = [];
  while (!tokens.atEnd()) terms.push(parseTerm(tokens));
  return { kind: 'terms', terms };
}

function parseTerm(tokens: TokenReader): Term {
  if (tokens.takeSymbol('?')) return { match: 'optional', text: parseText(tokens) };
  if (tokens.takeSymbol('-')) return { match: 'excluded', text: parseText(tokens) };
  return { match: 'required', text: parseText(tokens) };
}

function parseText(tokens: TokenReader): Phrase | Regex {
  const token = tokens.next(TERM_TEXT);
  if (token.kind === 'regex') return tokens.regex(token.text);
  if (token.kind !== 'word' && token.kind !== 'quoted') throw tokens.unexpected(token, TERM_TEXT);
  if (token.text === '') {
    throw tokens.invalidTerm(token, 'The phrase is empty: an empty pattern, without quotes, matches every log event.');
  }
  return { kind: 'phrase', text: token.text };
}
