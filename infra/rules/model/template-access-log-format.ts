import { knownText, type PartialText } from '../../../core/template/partial.ts';

/** The `$context` variables of an access log format, in order, without `$context.`. */
export function variablesOf(format: PartialText): string[] {
  return format
    .filter((piece) => typeof piece === 'string')
    .flatMap((text) => [...text.matchAll(/\$context\.([A-Za-z][\w-]*(?:\.[\w-]+)*)/g)])
    .map((match) => match[1] ?? '');
}

/** Whether a part of it is known at deployment only. */
export function hasHoles(format: PartialText): boolean {
  return format.some((piece) => typeof piece === 'object');
}

/** Whether the lines are meant as JSON. */
export function looksLikeJson(format: PartialText): boolean {
  return knownText(format).trimStart().startsWith('{');
}

/** A line as API Gateway would write it, with the simplest value for every variable. */
export function sampleLine(format: PartialText): string {
  return (
    format
      .map((piece) => (typeof piece === 'string' ? piece : '1'))
      .join('')
      // API Gateway puts the quotes of this one itself.
      .replace(/\$context\.error\.messageString\b/g, '"text"')
      .replace(/\$context\.[A-Za-z][\w-]*(?:\.[\w-]+)*/g, '1')
  );
}
