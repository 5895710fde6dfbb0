import { parseLevel } from '../levels.ts';
import { UUID_PATTERN } from '../uuid.ts';
import type { Parsed } from './parsed.ts';

const REQUEST_ID = `(${UUID_PATTERN})`;
const TIME = '\\d{4}-\\d\\d-\\d\\dT[\\d:.]{8,18}Z';
/** `2026-11-21T10:00:00.000Z	<request id>	INFO	…`: the console of the Node.js runtime. */
const NODE_CONSOLE = new RegExp(`^${TIME}\\t(?:${REQUEST_ID}|undefined)\\t([A-Za-z]{3,11})\\t`);
/** `[INFO]	2026-11-21T10:00:00.000Z	<request id>	…`: the logging module of the Python runtime; Ruby writes the like. */
const PYTHON_LOGGING = new RegExp(`^\\[([A-Za-z]{3,11})\\]\\t${TIME}\\t${REQUEST_ID}?\\t`);
/** `2026-11-21T10:00:00.000Z <request id> Task timed out after 3.00 seconds`: how Lambda itself ends an invocation. */
const ENDED_BY_LAMBDA = new RegExp(`^${TIME} ${REQUEST_ID} `);
/** What the Node.js runtime puts between the level and the error that a handler let through. */
const UNCAUGHT = /^(Invoke Error|Uncaught Exception|Unhandled Promise Rejection|Init Error) *\t/;

/** Reads a line that a runtime's console or logging module wrote in text format, and the line by which Lambda ends an
 *  invocation.
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/python-logging.html */
export function parseConsoleLine(message: string): Parsed | undefined {
  const node = NODE_CONSOLE.exec(message);
  if (node) return logged(message.slice(node[0].length), node[2], node[1]);
  const python = PYTHON_LOGGING.exec(message);
  if (python) return logged(message.slice(python[0].length), python[1], python[2]);
  const ended = ENDED_BY_LAMBDA.exec(message);
  if (!ended?.[1]) return undefined;
  const text = message.slice(ended[0].length).trimEnd();
  return { kind: 'function.log', level: 'ERROR', requestId: ended[1], fields: { message: text } };
}

function logged(text: string, word: string | undefined, requestId: string | undefined): Parsed {
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
