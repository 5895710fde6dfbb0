import { REDACTED } from './mark.ts';
import { isSecretName, takesWholeLine } from './secret-name.ts';
import { bracketEnd, headerEnd, quotedEnd, wordEnd } from './value-end.ts';

/** A name with its separator: `"name": `, `name=`, `\"name\":\"`. Looks at each character of a name once. */
const NAME = /(?<![\w-])([\w-]+)((\\*)["'])?\s*[:=][ \t]*/g;

/** A text without the values of names that name a secret. */
export function redactNamed(text: string): string {
  let result = '';
  let done = 0;
  NAME.lastIndex = 0;
  for (let match = NAME.exec(text); match; match = NAME.exec(text)) {
    const [whole, name = '', quote, backslashes = ''] = match;
    if (!isSecretName(name)) {
      // What follows may be a name itself.
      NAME.lastIndex = match.index + name.length + (quote?.length ?? 0) + 1;
      continue;
    }
    const from = match.index + whole.length;
    const { start, end, mark } = secretAt(text, from, name, quote === undefined ? '' : backslashes, quote);
    result += text.slice(done, start) + mark;
    done = end;
    NAME.lastIndex = end;
  }
  return result + text.slice(done);
}

interface Secret {
  readonly start: number;
  readonly end: number;
  readonly mark: string;
}

/** The value that begins at `from`, behind its name and separator. */
function secretAt(
  text: string,
  from: number,
  name: string,
  backslashes: string,
  nameQuote: string | undefined,
): Secret {
  let quoteAt = from;
  while (text.charAt(quoteAt) === '\\') quoteAt += 1;
  const first = text.charAt(quoteAt);
  if (first === '"' || first === "'") {
    const end = quotedEnd(text, quoteAt, quoteAt - from);
    return end === quoteAt + 1 ? nothing(end) : { start: quoteAt + 1, end, mark: REDACTED };
  }
  // Between quoted names stands JSON, which must stay JSON.
  const quote = nameQuote === undefined ? '' : `${backslashes}${nameQuote.slice(-1)}`;
  const mark = `${quote}${REDACTED}${quote}`;
  let rest = from;
  // A secret that was redacted before is one word.
  if (text.startsWith(REDACTED, from)) rest = from + REDACTED.length;
  else if (first === '[' || first === '{') rest = bracketEnd(text, from);
  const end = takesWholeLine(name) && quote === '' ? headerEnd(text, rest) : wordEnd(text, rest);
  const value = text.slice(from, end);
  return value === '' || value === 'null' || value === 'undefined' ? nothing(end) : { start: from, end, mark };
}

function nothing(end: number): Secret {
  return { start: end, end, mark: '' };
}
