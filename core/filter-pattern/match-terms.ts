import type { Term, TermsPattern } from './pattern.ts';
import { parseRegex } from './regex.ts';
import { compileRegex } from './regex-matcher.ts';

/** Makes the function that tests a message for terms. Optional terms count only if the pattern has no other terms.
 *  @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/matching-terms-unstructured-log-events.html */
export function compileTerms({ terms }: TermsPattern): (message: string) => boolean {
  const required = compileAll(terms, 'required');
  const excluded = compileAll(terms, 'excluded');
  if (required.length === 0 && excluded.length === 0) {
    const optional = compileAll(terms, 'optional');
    return (message) => optional.some((contains) => contains(message));
  }
  return (message) =>
    required.every((contains) => contains(message)) && !excluded.some((contains) => contains(message));
}

function compileAll(terms: readonly Term[], match: Term['match']): ((message: string) => boolean)[] {
  return terms.filter((term) => term.match === match).map(compileTerm);
}

function compileTerm({ content }: Term): (message: string) => boolean {
  if (content.kind === 'regex') return compileRegex(parseRegex(content.source));
  const phrase = content.text;
  return (message) => message.includes(phrase);
}
