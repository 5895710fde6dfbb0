import { isSecretName } from '../secret-name.ts';
import { cutEnd, REDACTED, replaceSpans, type Span } from './spans.ts';

/** The end of a line, also as it stands in a text of JSON. */
const LINE_END = '(?:\\r\\n|\\n|\\r(?!\\n)|(?<!\\\\)\\\\+(?:r\\\\+n|n|r(?!\\\\+n)))';
const DISPOSITION = /content-disposition:\s{0,8}form-data\s{0,8};/gi;
const PART_NAME = /(?<![\w*-])name\s{0,8}=\s{0,8}(?:\\*["'])?([^"'\\;\r\n]{1,128})/i;
const HEADERS_END = new RegExp(LINE_END + LINE_END);
const LONGEST_HEADERS = 1024;
/** The line before the headers of a part. */
const BOUNDARY = new RegExp(`(--[^\\s"'\\\\]{1,70})${LINE_END}[^]{0,300}$`);
const LONGEST_BEFORE = 400;
const ANY_BOUNDARY = new RegExp(`${LINE_END}--`, 'g');
const TRAILING_LINE_END = new RegExp(`${LINE_END}$`);

/** A text without the contents of the parts of `multipart/form-data` whose name is a secret's.
 *  @see https://www.rfc-editor.org/rfc/rfc7578 */
export function redactFormParts(text: string): string {
  const spans: Span[] = [];
  DISPOSITION.lastIndex = 0;
  for (let match = DISPOSITION.exec(text); match; match = DISPOSITION.exec(text)) {
    const start = secretContent(text, DISPOSITION.lastIndex);
    if (start === undefined) continue;
    const end = contentEnd(text, match.index, start);
    if (end <= start) continue;
    spans.push({ start, end, mark: REDACTED });
    DISPOSITION.lastIndex = end;
  }
  return replaceSpans(text, spans);
}

/** Where the content begins of the part whose headers go on at `at`; undefined when it is no secret. */
function secretContent(text: string, at: number): number | undefined {
  const rest = text.slice(at, at + LONGEST_HEADERS);
  const headersEnd = HEADERS_END.exec(rest);
  if (!headersEnd) return undefined;
  const name = PART_NAME.exec(rest.slice(0, headersEnd.index))?.[1];
  return name !== undefined && isSecretName(name.trim()) ? at + headersEnd.index + headersEnd[0].length : undefined;
}

/** Where a part's content ends: before the line with the boundary that stands before its headers, at `headersAt`. */
function contentEnd(text: string, headersAt: number, start: number): number {
  const boundary = BOUNDARY.exec(text.slice(Math.max(0, headersAt - LONGEST_BEFORE), headersAt))?.[1];
  if (boundary === undefined) {
    ANY_BOUNDARY.lastIndex = start;
    return ANY_BOUNDARY.exec(text)?.index ?? cutEnd(text);
  }
  const next = text.indexOf(boundary, start);
  if (next === -1) return cutEnd(text);
  const lineEnd = TRAILING_LINE_END.exec(text.slice(Math.max(start, next - 16), next));
  return next - (lineEnd?.[0].length ?? 0);
}
