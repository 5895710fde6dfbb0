import { UUID_PATTERN } from '../uuid.ts';
import type { Parsed } from './parsed.ts';

const REQUEST_ID = `(${UUID_PATTERN})`;
const START = new RegExp(`^START RequestId: ${REQUEST_ID} Version: (\\S+)`);
const END = new RegExp(`^END RequestId: ${REQUEST_ID}`);
const REPORT = new RegExp(`^REPORT RequestId: ${REQUEST_ID}\\t`);
/** `RequestId: … Error: Runtime exited with error: signal: killed`, and on the next line `Runtime.ExitError`. */
const EXIT = new RegExp(`^RequestId: ${REQUEST_ID} (?:Process exited|Error: )`);
const INIT_VERSION = /^(?:INIT|RESTORE)_START Runtime Version: (\S+)/;

/** The figures of a REPORT line by their words, and the names under which Lambda's JSON logs give the same. */
const REPORT_FIGURES = [
  ['durationMs', /\tDuration: ([\d.]+) ms/],
  ['billedDurationMs', /\tBilled Duration: ([\d.]+) ms/],
  ['memorySizeMB', /\tMemory Size: (\d+) MB/],
  ['maxMemoryUsedMB', /\tMax Memory Used: (\d+) MB/],
  ['initDurationMs', /(?:\t|^INIT_REPORT )Init Duration: ([\d.]+) ms/],
  ['restoreDurationMs', /(?:\t|^RESTORE_REPORT )Restore Duration: ([\d.]+) ms/],
  ['billedRestoreDurationMs', /\tBilled Restore Duration: ([\d.]+) ms/],
] as const;

/** Reads a line that Lambda itself wrote in text format, whatever the runtime.
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html for INIT_REPORT and RESTORE_REPORT */
export function parsePlatformLine(message: string): Parsed | undefined {
  switch (wordBefore(message, ' ')) {
    case 'START': {
      const match = START.exec(message);
      return match ? { kind: 'function.start', requestId: match[1], fields: { version: match[2] } } : undefined;
    }
    case 'END': {
      const match = END.exec(message);
      return match ? { kind: 'function.end', requestId: match[1] } : undefined;
    }
    case 'REPORT':
      return parseReport(message, REPORT.exec(message)?.[1]);
    case 'INIT_START':
    case 'RESTORE_START': {
      const version = INIT_VERSION.exec(message)?.[1];
      return { kind: 'function.start', fields: { init: true, ...(version && { runtimeVersion: version }) } };
    }
    case 'INIT_REPORT':
    case 'RESTORE_REPORT': {
      const phase = /\tPhase: (\w+)/.exec(message)?.[1];
      return { kind: 'function.report', ...reported(message, { init: true, ...(phase && { phase }) }) };
    }
    case 'RequestId:': {
      const requestId = EXIT.exec(message)?.[1];
      if (requestId === undefined) return undefined;
      const text = message.slice(`RequestId: ${requestId} `.length).trimEnd();
      return { kind: 'function.log', level: 'ERROR', requestId, fields: { message: text } };
    }
    default:
      return parseExtension(message);
  }
}

/** `EXTENSION	Name: otel	State: Ready	Events: [INVOKE, SHUTDOWN]`, and the same of `LOGS` and `TELEMETRY`. */
function parseExtension(message: string): Parsed | undefined {
  const match = /^(EXTENSION|LOGS|TELEMETRY)\tName: ([^\t]*)\tState: ([^\t]*)/.exec(message);
  if (!match) return undefined;
  return { kind: 'function.log', level: 'DEBUG', fields: { message: message.trimEnd().replaceAll('\t', '  ') } };
}

function parseReport(message: string, requestId: string | undefined): Parsed | undefined {
  if (requestId === undefined) return undefined;
  const traceId = /[\t\n]XRAY TraceId: (\S+)/.exec(message)?.[1];
  return { kind: 'function.report', requestId, traceId, ...reported(message, {}) };
}

function reported(message: string, more: Readonly<Record<string, unknown>>): Pick<Parsed, 'fields' | 'level'> {
  const metrics: Record<string, number> = {};
  for (const [name, pattern] of REPORT_FIGURES) {
    const figure = pattern.exec(message)?.[1];
    if (figure !== undefined) metrics[name] = Number(figure);
  }
  // Written when it did not go well: timeout, error, failure.
  const status = /\tStatus: (\w+)/.exec(message)?.[1];
  const errorType = /\tError Type: (\S+)/.exec(message)?.[1];
  return {
    level: status && status !== 'success' ? 'ERROR' : undefined,
    fields: { ...more, metrics, ...(status && { status }), ...(errorType && { errorType }) },
  };
}

/** No word that begins a line of the platform is longer than this. */
const LONGEST_WORD = 16;

function wordBefore(text: string, separator: string): string {
  const end = text.slice(0, LONGEST_WORD).indexOf(separator);
  return end < 0 ? '' : text.slice(0, end);
}
