import { UNSET } from '../../../core/access-log-format.ts';
import { knownText, type PartialText } from '../../../core/template/unknown-value.ts';

const VARIABLE = /\$context\.([A-Za-z][\w-]*(?:\.[\w-]+)*)/g;

/** The `$context` variables of an access log format, in order, without `$context.`. */
export function variablesOf(format: PartialText): string[] {
  return format
    .filter((part) => typeof part === 'string')
    .flatMap((text) => [...text.matchAll(VARIABLE)])
    .map((match) => match[1] ?? '');
}

/** Whether a part of the format is known only at deployment. */
export function hasHoles(format: PartialText): boolean {
  return format.some((part) => typeof part === 'object');
}

/** Whether the lines are intended to be JSON. */
export function looksLikeJson(format: PartialText): boolean {
  return knownText(format).trimStart().startsWith('{');
}

/** A line in this format with a sample value for every variable and unknown part.
 *  @param unset the name of a variable without a value, for which API Gateway writes `-`. */
export function sampleLine(format: PartialText, unset?: string): string {
  return format
    .map((part) => (typeof part === 'string' ? part : '1'))
    .join('')
    .replace(VARIABLE, (_, name: string) => {
      if (name === unset) return UNSET;
      // The value of this variable includes quotes.
      return name === 'error.messageString' ? '"text"' : '1';
    });
}
