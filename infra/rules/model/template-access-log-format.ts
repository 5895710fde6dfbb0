import { knownText, type PartialText } from '../../../core/template/unknown-value.ts';

/** The `$context` variables of an access log format, in order, without `$context.`. */
export function variablesOf(format: PartialText): string[] {
  return format
    .filter((part) => typeof part === 'string')
    .flatMap((text) => [...text.matchAll(/\$context\.([A-Za-z][\w-]*(?:\.[\w-]+)*)/g)])
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

/** A line in this format with a sample value for every variable and unknown part. */
export function sampleLine(format: PartialText): string {
  return (
    format
      .map((part) => (typeof part === 'string' ? part : '1'))
      .join('')
      // The value of this variable includes quotes.
      .replace(/\$context\.error\.messageString\b/g, '"text"')
      .replace(/\$context\.[A-Za-z][\w-]*(?:\.[\w-]+)*/g, '1')
  );
}
