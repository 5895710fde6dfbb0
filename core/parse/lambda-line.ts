import { levelOf } from './level.ts';
import type { Parsed } from './parse-event.ts';

const REQUEST_ID = '([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})';
const START = new RegExp(`^START RequestId: ${REQUEST_ID} Version: (\\S+)`);
const END = new RegExp(`^END RequestId: ${REQUEST_ID}`);
const REPORT = new RegExp(`^REPORT RequestId: ${REQUEST_ID}\\t`);
const CONSOLE = new RegExp(`^\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z\\t(?:${REQUEST_ID}|undefined)\\t([A-Z]+)\\t`);
const TIMEOUT = new RegExp(`^\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z ${REQUEST_ID} (Task timed out after .*|.*)`, 's');

/** The figures of a REPORT line by their words, and the names under which Lambda's JSON logs give the same. */
const REPORT_FIGURES = [
  ['durationMs', /\tDuration: ([\d.]+) ms/],
  ['billedDurationMs', /\tBilled Duration: ([\d.]+) ms/],
  ['memorySizeMB', /\tMemory Size: (\d+) MB/],
  ['maxMemoryUsedMB', /\tMax Memory Used: (\d+) MB/],
  ['initDurationMs', /\tInit Duration: ([\d.]+) ms/],
] as const;

/** Reads a line that Lambda, or the console of its Node.js runtime, wrote in text format.
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html */
export function parseLambdaLine(message: string): Parsed | undefined {
  // Every line that is known here starts with a digit or a capital letter: most others end here.
  const first = message.charCodeAt(0);
  if (first >= 0x30 && first <= 0x39) return parseDatedLine(message);
  if (message.startsWith('START ')) {
    const match = START.exec(message);
    return match?.[1] ? { kind: 'function.start', requestId: match[1], fields: { version: match[2] } } : undefined;
  }
  if (message.startsWith('END ')) {
    const match = END.exec(message);
    return match?.[1] ? { kind: 'function.end', requestId: match[1] } : undefined;
  }
  if (message.startsWith('REPORT ')) return parseReport(message);
  if (message.startsWith('INIT_START ')) return { kind: 'function.start', fields: { init: true } };
  return undefined;
}

function parseDatedLine(message: string): Parsed | undefined {
  const line = CONSOLE.exec(message);
  if (line) {
    const level = levelOf(line[2]);
    return {
      kind: 'function.log',
      fields: { message: message.slice(line[0].length).trimEnd() },
      ...(line[1] ? { requestId: line[1] } : {}),
      ...(level ? { level } : {}),
    };
  }
  const ended = TIMEOUT.exec(message);
  if (!ended?.[1]) return undefined;
  return { kind: 'function.log', level: 'ERROR', requestId: ended[1], fields: { message: ended[2]?.trimEnd() } };
}

function parseReport(message: string): Parsed | undefined {
  const match = REPORT.exec(message);
  if (!match?.[1]) return undefined;
  const metrics: Record<string, number> = {};
  for (const [name, pattern] of REPORT_FIGURES) {
    const figure = pattern.exec(message)?.[1];
    if (figure !== undefined) metrics[name] = Number(figure);
  }
  const traceId = /\tXRAY TraceId: (\S+)/.exec(message)?.[1];
  const status = /\tStatus: (\w+)/.exec(message)?.[1];
  return {
    kind: 'function.report',
    requestId: match[1],
    ...(traceId ? { traceId } : {}),
    fields: { metrics, ...(status ? { status } : {}) },
    ...(status ? { level: 'ERROR' } : {}),
  };
}
