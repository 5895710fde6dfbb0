import { parseLevel } from '../levels.ts';
import { UUID_PATTERN } from '../uuid.ts';
import type { ParsedLine } from './parsed-line.ts';

const REQUEST_ID = `(${UUID_PATTERN})`;
const TIME = '\\d{4}-\\d\\d-\\d\\dT[\\d:.]{8,18}Z';
/** `2026-11-21T10:00:00.000Z	<request id>	INFO	…`: `console` in the Node.js runtime. */
const NODE_CONSOLE = new RegExp(`^${TIME}\\t(?:${REQUEST_ID}|undefined)\\t([A-Za-z]{3,11})\\t`);
/** `[INFO]	2026-11-21T10:00:00.000Z	<request id>	…`: the logging module in the Python runtime; the Ruby runtime writes a similar line. */
const PYTHON_LOGGING = new RegExp(`^\\[([A-Za-z]{3,11})\\]\\t${TIME}\\t${REQUEST_ID}?\\t`);
/** `2026-11-21T10:00:00.000Z <request id> Task timed out after 3.00 seconds`: the line that Lambda writes when it stops an invocation. */
const STOPPED_BY_LAMBDA = new RegExp(`^${TIME} ${REQUEST_ID} `);
/** The words that the Node.js runtime writes between the level and an error that the handler did not catch. */
const UNCAUGHT = /^(Invoke Error|Uncaught Exception|Unhandled Promise Rejection|Init Error) *\t/;

/** Parses a line that the console or the logging module of a runtime wrote in text format, and the line that Lambda writes when it stops
 *  an invocation.
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/python-logging.html */
export function parseRuntimeTextLine(message: string): ParsedLine | undefined {
  const node = NODE_CONSOLE.exec(message);
  if (node) return consoleLine(message.slice(node[0].length), node[2], node[1]);
  const python = PYTHON_LOGGING.exec(message);
  if (python) return consoleLine(message.slice(python[0].length), python[1], python[2]);
  const stopped = STOPPED_BY_LAMBDA.exec(message);
  if (!stopped?.[1]) return undefined;
  const text = message.slice(stopped[0].length).trimEnd();
  return { kind: 'function.log', level: 'ERROR', requestId: stopped[1], fields: { message: text } };
}

function consoleLine(text: string, word: string | undefined, requestId: string | undefined): ParsedLine {
  const fields = uncaughtError(text) ?? { message: text.trimEnd() };
  return { kind: 'function.log', level: parseLevel(word), requestId, fields };
}

/** `Invoke Error 	{"errorType":"TypeError","errorMessage":"…","stack":["TypeError: …","    at …"]}` */
function uncaughtError(text: string): Readonly<Record<string, unknown>> | undefined {
  const uncaught = UNCAUGHT.exec(text);
  if (!uncaught) return undefined;
  try {
    const error: unknown = JSON.parse(text.slice(uncaught[0].length));
    return typeof error === 'object' && error !== null ? { message: uncaught[1], ...error } : undefined;
  } catch {
    return undefined;
  }
}
