import { isObject } from '../is-object.ts';
import type { LogRecord } from '../log-event.ts';
import { numberAt, textOf } from '../record-fields.ts';
import { formatMeasuredMs } from './duration.ts';

/** The content of a record as people read it, without time, source and request id. */
export interface ReadableForm {
  /** The level, the status of a response, or a word such as `START`; empty when the record has none of them. */
  readonly tag: string;
  /** May have several lines. */
  readonly text: string;
}

/** Formats a record for people: the message, then its other fields as `key=value`, and the stack of an error on lines of its own.
 *  After a query, the text is only the result. */
export function readableForm(record: LogRecord): ReadableForm {
  if (record.result !== undefined) return { tag: '', text: textOf(record.result) };
  switch (record.kind) {
    case 'api.access':
      return accessForm(record);
    case 'api.execution':
      return { tag: record.level ?? '', text: textOf(record.fields?.text ?? record.message).trimEnd() };
    case 'function.start':
      return {
        tag: record.fields?.init ? 'INIT' : 'START',
        text: `version ${textOf(record.fields?.version ?? record.fields?.functionVersion ?? '$LATEST')}`,
      };
    case 'function.end':
      return { tag: 'END', text: '' };
    case 'function.report':
      return { tag: 'REPORT', text: reportText(record) };
    default:
      if (isObject(record.fields?.apiCall))
        return { tag: record.level ?? '', text: helperRecordText(record.fields.apiCall) };
      return {
        tag: record.level ?? '',
        text: record.fields ? logText(record.fields) : record.message.replace(LINE_END, '\n').trimEnd(),
      };
  }
}

const LINE_END = /\r\n?/g;

function accessForm(record: LogRecord): ReadableForm {
  const fields = record.fields ?? {};
  const field = (name: string, unit = '') =>
    fields[name] === undefined || fields[name] === null ? [] : [`${textOf(fields[name])}${unit}`];
  const path = typeof fields.path === 'string' ? [withoutStage(fields.path, fields.stage)] : [];
  const request = [...field('method'), ...path].join(' ');
  return {
    tag: textOf(fields.status ?? '-'),
    text: [request, ...field('responseLatency', ' ms'), ...field('ip'), ...field('errorMessage')].join('  '),
  };
}

/** The helper's record of a call, without the bodies: `logs api --expand` and `logs trace` show them. */
function helperRecordText(call: Readonly<Record<string, unknown>>): string {
  const [status, latency, user, error] = [call.status, call.latencyMs, call.userId, call.error];
  return [
    `api.call ${textOf(call.method)} ${textOf(call.route ?? call.url)}`,
    ...(status === undefined ? [] : [textOf(status)]),
    ...(typeof latency === 'number' ? [formatMeasuredMs(latency)] : []),
    ...(typeof user === 'string' ? [user] : []),
    ...(typeof error === 'string' ? [error] : []),
  ].join('  ');
}

/** API Gateway logs the path with the stage, which the name of the source shows already. */
function withoutStage(path: string, stage: unknown): string {
  return typeof stage === 'string' && path.startsWith(`/${stage}/`) ? path.slice(stage.length + 1) : path;
}

function reportText(record: LogRecord): string {
  const { status, errorType, metrics } = record.fields ?? {};
  const metric = (name: string) => (isObject(metrics) ? numberAt(metrics, name) : null);
  const [duration, init, used] = [metric('durationMs'), metric('initDurationMs'), metric('maxMemoryUsedMB')];
  return [
    duration === null ? [] : formatMeasuredMs(duration),
    used === null ? [] : `${used} of ${metric('memorySizeMB') ?? '-'} MB`,
    init === null ? [] : `cold start ${formatMeasuredMs(init)}`,
    status === undefined || status === 'success' ? [] : textOf(status),
    typeof errorType === 'string' ? errorType : [],
  ]
    .flat()
    .join('  ');
}

/** Keys that most lines have, and whose values other columns show, or that are not useful to a reader. */
const HIDDEN_KEYS: ReadonlySet<string> = new Set([
  'timestamp',
  'time',
  'level',
  'requestId',
  'function_request_id',
  'xray_trace_id',
  // Written by pino and bunyan: the process, and the version of the format.
  'pid',
  'hostname',
  'v',
]);
const ERROR_KEYS: ReadonlySet<string> = new Set(['errorType', 'errorMessage', 'stackTrace', 'stack', 'name']);

function logText(fields: Readonly<Record<string, unknown>>): string {
  // Lambda's JSON log format puts a logged object under "message".
  const inner = fields.message ?? fields.msg;
  const flat: Record<string, unknown> = withLambdaErrorKeys(
    isObject(inner) ? { ...fields, message: undefined, ...inner } : { ...fields, message: inner },
  );
  const error = errorText(flat);
  const pairs = Object.entries(flat)
    .filter(([key, value]) => value !== undefined && !HIDDEN_KEYS.has(key) && key !== 'message' && key !== 'msg')
    .filter(([key]) => error === undefined || !ERROR_KEYS.has(key))
    .map(([key, value]) => captureText(key, value) ?? `${key}=${valueText(value)}`)
    .filter((pair) => pair !== '');
  const message = flat.message === undefined ? [] : [textOf(flat.message)];
  const [errorLine, ...stack] = error?.split('\n') ?? [];
  const head = [...message, ...(errorLine && errorLine !== message[0] ? [errorLine] : []), ...pairs].join('  ');
  return [head, ...stack].join('\n').replace(LINE_END, '\n').trimEnd();
}

/** The duration of a captured step, from the field `capture` that the helper writes. The message already names the step and its
 *  phase, so nothing else is shown. Undefined for a field that is not the helper's. */
function captureText(key: string, value: unknown): string | undefined {
  if (key !== 'capture' || !isObject(value) || typeof value.point !== 'string') return undefined;
  return typeof value.durationMs === 'number' ? formatMeasuredMs(value.durationMs) : '';
}

/** Powertools logs an error under "error", pino and bunyan under "err". Its members get the names that Lambda uses for them. */
function withLambdaErrorKeys(fields: Record<string, unknown>): Record<string, unknown> {
  const key = ['error', 'err'].find((name) => isObject(fields[name]));
  const error = key === undefined ? undefined : fields[key];
  if (key === undefined || !isObject(error) || typeof error.stack !== 'string') return fields;
  const { name, type, message, stack } = error;
  return { ...fields, [key]: undefined, errorType: name ?? type, errorMessage: message, stackTrace: stack };
}

/** `TypeError: message` and the lines of the stack, from the keys that Lambda uses for an error; undefined when there is no error. */
function errorText(fields: Readonly<Record<string, unknown>>): string | undefined {
  if (typeof fields.errorType !== 'string' && typeof fields.errorMessage !== 'string') return undefined;
  const first = [fields.errorType, fields.errorMessage]
    .filter((value) => typeof value === 'string' && value !== '')
    .join(': ');
  const trace = fields.stackTrace ?? fields.stack ?? [];
  const lines = (Array.isArray(trace) ? trace.map(textOf) : textOf(trace).split('\n')).flatMap((line) =>
    line.split('\n'),
  );
  const frames = lines.filter((line) => line.trimStart().startsWith('at '));
  return [first, ...frames.map((frame) => frame.trim())].join('\n');
}

function valueText(value: unknown): string {
  const text = textOf(value);
  return typeof value === 'string' && /[\s"=]/.test(text) ? JSON.stringify(text) : text;
}
