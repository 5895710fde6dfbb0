import { isHarmlessText } from '../harmless-value.ts';
import { isSecretName } from '../secret-name.ts';
import { cutEnd, REDACTED, replaceSpans, type Span } from './spans.ts';

/** A line end, also as an escape sequence in JSON. */
const LINE_END = '(?:\\r\\n|\\n|\\r(?!\\n)|(?<!\\\\)\\\\+(?:r\\\\+n|n|r(?!\\\\+n)))';
const DISPOSITION = /content-disposition:\s{0,8}form-data\s{0,8};/gi;
const PART_NAME = /(?<![\w*-])name\s{0,8}=\s{0,8}(?:\\*["'])?([^"'\\;\r\n]{1,128})/i;
const HEADERS_END = new RegExp(LINE_END + LINE_END);
const MAX_HEADERS_LENGTH = 1024;
/** The boundary: the line before the headers of a part. */
const BOUNDARY = new RegExp(`(--[^\\s"'\\\\]{1,70})${LINE_END}[^]{0,300}$`);
/** The boundary is looked for in this many characters before `Content-Disposition`. */
const BOUNDARY_RANGE = 400;
const ANY_BOUNDARY = new RegExp(`${LINE_END}--`, 'g');
const TRAILING_LINE_END = new RegExp(`${LINE_END}$`);

/** Redacts the content of each part of `multipart/form-data` that has the name of a secret.
 *  @see https://www.rfc-editor.org/rfc/rfc7578 */
export function redactMultipartForm(text: string): string {
  const spans: Span[] = [];
  DISPOSITION.lastIndex = 0;
  for (let match = DISPOSITION.exec(text); match; match = DISPOSITION.exec(text)) {
    const content = secretContent(text, DISPOSITION.lastIndex);
    if (content === undefined) continue;
    const { name, start } = content;
    const end = contentEnd(text, match.index, start);
    if (end <= start || isHarmlessText(name, text.slice(start, end))) continue;
    spans.push({ start, end, mark: REDACTED });
    DISPOSITION.lastIndex = end;
  }
  return replaceSpans(text, spans);
}

/** The name of a part and the start of its content; undefined when the part is not a secret, or its headers have no end.
 *  @param at an index within the headers of the part. */
function secretContent(text: string, at: number): { readonly name: string; readonly start: number } | undefined {
  const rest = text.slice(at, at + MAX_HEADERS_LENGTH);
  const headersEnd = HEADERS_END.exec(rest);
  if (!headersEnd) return undefined;
  const name = PART_NAME.exec(rest.slice(0, headersEnd.index))?.[1]?.trim() ?? '';
  return isSecretName(name) ? { name, start: at + headersEnd.index + headersEnd[0].length } : undefined;
}

/** The end of a part's content, which is the next boundary. The boundary is the line before the headers, which are at `headersAt`.
 *  When the text does not contain that line, any line that begins with `--` ends the content. */
function contentEnd(text: string, headersAt: number, start: number): number {
  const boundary = BOUNDARY.exec(text.slice(Math.max(0, headersAt - BOUNDARY_RANGE), headersAt))?.[1];
  if (boundary === undefined) {
    ANY_BOUNDARY.lastIndex = start;
    return ANY_BOUNDARY.exec(text)?.index ?? cutEnd(text);
  }
  const next = text.indexOf(boundary, start);
  if (next === -1) return cutEnd(text);
  const lineEnd = TRAILING_LINE_END.exec(text.slice(Math.max(start, next - 16), next));
  return next - (lineEnd?.[0].length ?? 0);
}
