import { UUID_PATTERN } from '../uuid.ts';
import type { ParsedLine } from './parsed-line.ts';

const REQUEST_ID = `(${UUID_PATTERN})`;
const START = new RegExp(`^START RequestId: ${REQUEST_ID} Version: (\\S+)`);
const END = new RegExp(`^END RequestId: ${REQUEST_ID}`);
const REPORT = new RegExp(`^REPORT RequestId: ${REQUEST_ID}\\t`);
/** `RequestId: … Error: Runtime exited with error: signal: killed`, and on the next line `Runtime.ExitError`. */
const EXIT = new RegExp(`^RequestId: ${REQUEST_ID} (?:Process exited|Error: )`);
const INIT_VERSION = /^(?:INIT|RESTORE)_START Runtime Version: (\S+)/;

/** The metrics of a REPORT line, and their names in Lambda's JSON logs. */
const REPORT_METRICS = [
  ['durationMs', /\tDuration: ([\d.]+) ms/],
  ['billedDurationMs', /\tBilled Duration: ([\d.]+) ms/],
  ['memorySizeMB', /\tMemory Size: (\d+) MB/],
  ['maxMemoryUsedMB', /\tMax Memory Used: (\d+) MB/],
  ['initDurationMs', /(?:\t|^INIT_REPORT )Init Duration: ([\d.]+) ms/],
  ['restoreDurationMs', /(?:\t|^RESTORE_REPORT )Restore Duration: ([\d.]+) ms/],
  ['billedRestoreDurationMs', /\tBilled Restore Duration: ([\d.]+) ms/],
] as const;

/** Parses a line that the Lambda platform wrote in text format: START, END, REPORT and others. They are the same for all runtimes.
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html for INIT_REPORT and RESTORE_REPORT */
export function parsePlatformTextLine(message: string): ParsedLine | undefined {
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
      return { kind: 'function.report', ...reportFields(message, { init: true, ...(phase && { phase }) }) };
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

/** `EXTENSION	Name: otel	State: Ready	Events: [INVOKE, SHUTDOWN]`, and the same with `LOGS` and `TELEMETRY`. */
function parseExtension(message: string): ParsedLine | undefined {
  const match = /^(EXTENSION|LOGS|TELEMETRY)\tName: ([^\t]*)\tState: ([^\t]*)/.exec(message);
  if (!match) return undefined;
  return { kind: 'function.log', level: 'DEBUG', fields: { message: message.trimEnd().replaceAll('\t', '  ') } };
}

function parseReport(message: string, requestId: string | undefined): ParsedLine | undefined {
  if (requestId === undefined) return undefined;
  const traceId = /[\t\n]XRAY TraceId: (\S+)/.exec(message)?.[1];
  return { kind: 'function.report', requestId, traceId, ...reportFields(message, {}) };
}

function reportFields(message: string, more: Readonly<Record<string, unknown>>): Pick<ParsedLine, 'fields' | 'level'> {
  const metrics: Record<string, number> = {};
  for (const [name, pattern] of REPORT_METRICS) {
    const value = pattern.exec(message)?.[1];
    if (value !== undefined) metrics[name] = Number(value);
  }
  // Written only for failed invocations: timeout, error, failure.
  const status = /\tStatus: (\w+)/.exec(message)?.[1];
  const errorType = /\tError Type: (\S+)/.exec(message)?.[1];
  return {
    level: status && status !== 'success' ? 'ERROR' : undefined,
    fields: { ...more, metrics, ...(status && { status }), ...(errorType && { errorType }) },
  };
}

/** The first word of a platform line is not longer. */
const MAX_FIRST_WORD_LENGTH = 16;

function wordBefore(text: string, separator: string): string {
  const end = text.slice(0, MAX_FIRST_WORD_LENGTH).indexOf(separator);
  return end < 0 ? '' : text.slice(0, end);
}
