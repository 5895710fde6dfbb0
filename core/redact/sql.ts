import { isHarmlessText } from '../harmless-value.ts';
import { isSecretName } from '../secret-name.ts';
import { REDACTED, replaceSpans, type Span } from './spans.ts';
import { quotedEnd } from './value-end.ts';

/** `PASSWORD 'x'`, `IDENTIFIED BY 'x'`, `ENCRYPTED PASSWORD 'x'`, `SECRET_ACCESS_KEY 'x'`; in any case for passwords. */
const CLAUSE =
  /\b(?:[pP][aA][sS][sS](?:[wW][oO][rR][dD]|[wW][dD]|[pP][hH][rR][aA][sS][eE])|[iI][dD][eE][nN][tT][iI][fF][iI][eE][dD]\s{1,8}(?:[wW][iI][tT][hH]\s{1,8}[\w'"]{1,64}\s{1,8})?(?:[bB][yY]|[aA][sS])(?:\s{1,8}(?:PASSWORD|VALUES))?|SECRET|TOKEN|(?:[A-Z_]{1,40}_)?(?:SECRET|TOKEN|KEY))(?:\s{1,8}(?:IN|LIKE|in|like))?(?:\s{1,8}\(?|\()\s{0,8}[NnEe]?(?=\\*['"])/g;
/** Oracle also accepts a password without quotes. */
const IDENTIFIED_BY = /\bIDENTIFIED\s{1,8}BY\s{1,8}(?!VALUES|PASSWORD|RANDOM|EXTERNALLY)([\w#$]{3,128})/gi;
const SET_PASSWORD =
  /\bSET\s{1,8}PASSWORD\s{1,8}(?:FOR\s{1,8}[^=\n]{1,200})?=\s{0,8}(?:PASSWORD\s{0,8}\(\s{0,8})?(?=\\*['"])/gi;
/** Functions that hash or encrypt with the second or the first argument. */
const CRYPT =
  /\b(?:pgp_sym_(?:en|de)crypt|aes_(?:en|de)crypt|(?:en|de)crypt)\s{0,4}\([^,()]{1,200},\s{0,8}(?=\\*['"])|\b(?:old_)?(?:password|crypt)\s{0,4}\(\s{0,8}(?=\\*['"])/gi;
const INSERT =
  /\b(?:INSERT|REPLACE)\s{1,8}(?:IGNORE\s{1,8}|OR\s{1,8}\w{1,16}\s{1,8})?INTO\s{1,8}[^\s()]{1,200}\s{0,8}\(([^()]{1,4000})\)\s{0,8}(?:OVERRIDING\s[\w ]{1,40})?VALUES\s{0,8}(?=\()/gi;
/** A value, a bracket or a comma in the list of values. */
const VALUE_PART = /(\\*)(['"])|[(),]/g;

/** Redacts passwords and keys in SQL that a space separates from their name, and the values of columns that `INSERT` names. */
export function redactSql(text: string): string {
  if (!SQL_HINT.test(text)) return text;
  const spans: Span[] = [];
  for (const clause of [CLAUSE, SET_PASSWORD, CRYPT]) {
    for (const match of text.matchAll(clause)) addQuoted(text, match.index + match[0].length, spans);
  }
  for (const match of text.matchAll(IDENTIFIED_BY)) {
    const [whole, value = ''] = match;
    const end = match.index + whole.length;
    spans.push({ start: end - value.length, end, mark: REDACTED });
  }
  addInserts(text, spans);
  return replaceSpans(text, spans);
}

/** Statements without an end are read to the end of the text. Of more than these, only the names are read. */
const MAX_UNCLOSED = 8;

function addInserts(text: string, spans: Span[]): void {
  let unclosed = 0;
  for (const match of text.matchAll(INSERT)) {
    const columns = (match[1] as string).split(',').map((column) => column.replaceAll(/[^\w-]/g, ''));
    if (!columns.some(isSecretName)) continue;
    if (!addInserted(text, match.index + match[0].length, columns, spans)) unclosed += 1;
    if (unclosed === MAX_UNCLOSED) return;
  }
}

/** Every statement that is found has one of these. */
const SQL_HINT = /\b(?:insert|replace)\s|passw|passphrase|identified\s|SECRET|TOKEN|KEY|crypt/i;

/** Adds the quoted text that begins at `from`. */
function addQuoted(text: string, from: number, spans: Span[]): void {
  let quoteAt = from;
  while (text.charAt(quoteAt) === '\\') quoteAt += 1;
  const start = quoteAt + 1;
  // The quote may be the end of a text: `{"error":"no password ","a":1}`.
  if (/[\s,:;.)}\]]/.test(text.charAt(start))) return;
  const end = quotedEnd(text, quoteAt, quoteAt - from);
  if (start < end && !isHarmlessText('password', text.slice(start, end))) spans.push({ start, end, mark: REDACTED });
}

/** Adds the values of the columns with secret names: in each list of values, from the one that opens at `from`.
 *  @returns whether the last list has an end. */
function addInserted(text: string, from: number, columns: readonly string[], spans: Span[]): boolean {
  let depth = 0;
  let column = 0;
  let start = from;
  const endValue = (end: number) => {
    const value = text.slice(start, end);
    const name = columns[column] ?? '';
    const unquoted = value.trim().replaceAll(/^\\*['"]|\\*['"]$/g, '');
    if (isSecretName(name) && !isHarmlessText(name, unquoted)) {
      const leading = value.length - value.trimStart().length;
      const quote = /^\\*['"]/.exec(value.trimStart())?.[0] ?? '';
      spans.push({ start: start + leading, end: start + value.trimEnd().length, mark: `${quote}${REDACTED}${quote}` });
    }
  };
  VALUE_PART.lastIndex = from;
  for (let part = VALUE_PART.exec(text); part; part = VALUE_PART.exec(text)) {
    const [whole, backslashes = '', quote] = part;
    if (quote !== undefined) {
      VALUE_PART.lastIndex = quotedEnd(text, part.index + backslashes.length, backslashes.length) + whole.length;
    } else if (whole === '(') {
      depth += 1;
      if (depth === 1) [start, column] = [VALUE_PART.lastIndex, 0];
    } else if (depth === 1) {
      endValue(part.index);
      [start, column] = [VALUE_PART.lastIndex, column + 1];
      if (whole === ')') {
        depth = 0;
        // Another list of values may follow.
        if (!/^\s{0,8},\s{0,8}\(/.test(text.slice(VALUE_PART.lastIndex, VALUE_PART.lastIndex + 20))) return true;
      }
    } else if (whole === ')') depth -= 1;
  }
  // The statement was cut off.
  if (depth > 0) endValue(text.length);
  return false;
}
