import { isObject } from '../is-object.ts';
import type { LogRecord } from '../log-event.ts';

/** What a line says besides time, source and request: a level, a status or a word of the platform, and the text. */
export interface Body {
  readonly tag: string;
  /** May have several lines. */
  readonly text: string;
}

/** The readable form of a record: the message first, then `key=value`, errors with their stack unfolded; with a
 *  query, its result alone. */
export function bodyOf(record: LogRecord): Body {
  if (record.result !== undefined) return { tag: '', text: textOf(record.result) };
  switch (record.kind) {
    case 'api.access':
      return accessBody(record);
    case 'api.execution':
      return { tag: record.level ?? '', text: String(record.fields?.text ?? record.message).trimEnd() };
    case 'function.start':
      return {
        tag: record.fields?.init ? 'INIT' : 'START',
        text: `version ${record.fields?.version ?? record.fields?.functionVersion ?? '$LATEST'}`,
      };
    case 'function.end':
      return { tag: 'END', text: '' };
    case 'function.report':
      return { tag: 'REPORT', text: reportText(record) };
    default:
      if (isObject(record.fields?.apiCall))
        return { tag: record.level ?? '', text: apiCallText(record.fields.apiCall) };
      return {
        tag: record.level ?? '',
        text: record.fields ? logText(record.fields) : record.message.replace(LINE_END, '\n').trimEnd(),
      };
  }
}

const LINE_END = /\r\n?/g;

function accessBody(record: LogRecord): Body {
  const fields = record.fields ?? {};
  const part = (name: string, after = '') =>
    fields[name] === undefined || fields[name] === null ? [] : [`${fields[name]}${after}`];
  const path = typeof fields.path === 'string' ? [withoutStage(fields.path, fields.stage)] : [];
  const call = [...part('method'), ...path].join(' ');
  return {
    tag: String(fields.status ?? '-'),
    text: [call, ...part('responseLatency', ' ms'), ...part('ip'), ...part('errorMessage')].join('  '),
  };
}

/** A function's record of a call, without its bodies: `logs api --expand` and `logs trace` show them. */
function apiCallText(call: Readonly<Record<string, unknown>>): string {
  const [status, latency, user, error] = [call.status, call.latencyMs, call.userId, call.error];
  return [
    `api.call ${call.method} ${call.route ?? call.url}`,
    ...(status === undefined ? [] : [status]),
    ...(typeof latency === 'number' ? [`${rounded(latency)} ms`] : []),
    ...(typeof user === 'string' ? [user] : []),
    ...(typeof error === 'string' ? [error] : []),
  ].join('  ');
}

/** API Gateway logs a path with its stage, which says nothing new beside the source's name. */
function withoutStage(path: string, stage: unknown): string {
  return path.startsWith(`/${stage}/`) ? path.slice(String(stage).length + 1) : path;
}

function reportText(record: LogRecord): string {
  const metrics = (record.fields?.metrics ?? {}) as Record<string, number | undefined>;
  const { status, errorType } = record.fields ?? {};
  return [
    metrics.durationMs === undefined ? [] : `${rounded(metrics.durationMs)} ms`,
    metrics.maxMemoryUsedMB === undefined ? [] : `${metrics.maxMemoryUsedMB} of ${metrics.memorySizeMB} MB`,
    metrics.initDurationMs === undefined ? [] : `cold start ${rounded(metrics.initDurationMs)} ms`,
    status === undefined || status === 'success' ? [] : String(status),
    typeof errorType === 'string' ? errorType : [],
  ]
    .flat()
    .join('  ');
}

function rounded(milliseconds: number): string {
  return milliseconds >= 10 ? milliseconds.toFixed(0) : milliseconds.toFixed(1);
}

/** Keys that every line has and that the other columns show already. */
const SHOWN_ELSEWHERE: ReadonlySet<string> = new Set([
  'timestamp',
  'time',
  'level',
  'requestId',
  'function_request_id',
  'xray_trace_id',
  // Of pino and bunyan: the process, and the version of the format.
  'pid',
  'hostname',
  'v',
]);
const ERROR_KEYS: ReadonlySet<string> = new Set(['errorType', 'errorMessage', 'stackTrace', 'stack', 'name']);

function logText(fields: Readonly<Record<string, unknown>>): string {
  // Lambda's JSON logging puts an object that was logged under "message".
  const inner = fields.message ?? fields.msg;
  const flat: Record<string, unknown> = withErrorUnfolded(
    isObject(inner) ? { ...fields, message: undefined, ...inner } : { ...fields, message: inner },
  );
  const errorText = errorOf(flat);
  const pairs = Object.entries(flat)
    .filter(([key, value]) => value !== undefined && !SHOWN_ELSEWHERE.has(key) && key !== 'message' && key !== 'msg')
    .filter(([key]) => errorText === undefined || !ERROR_KEYS.has(key))
    .map(([key, value]) => captureText(key, value) ?? `${key}=${valueText(value)}`)
    .filter((pair) => pair !== '');
  const message = flat.message === undefined ? [] : [textOf(flat.message)];
  const [firstOfError, ...stack] = errorText?.split('\n') ?? [];
  const head = [...message, ...(firstOfError && firstOfError !== message[0] ? [firstOfError] : []), ...pairs].join(
    '  ',
  );
  return [head, ...stack].join('\n').replace(LINE_END, '\n').trimEnd();
}

/** Of what Tailgate's helper says of a step that it captured, how long it took: the message names the step and its phase. */
function captureText(key: string, value: unknown): string | undefined {
  if (key !== 'capture' || !isObject(value) || typeof value.point !== 'string') return undefined;
  return typeof value.durationMs === 'number' ? `${rounded(value.durationMs)} ms` : '';
}

/** Powertools logs an error under "error", pino and bunyan under "err": its parts under the names that Lambda gives them. */
function withErrorUnfolded(fields: Record<string, unknown>): Record<string, unknown> {
  const key = ['error', 'err'].find((name) => isObject(fields[name]));
  const error = key === undefined ? undefined : fields[key];
  if (key === undefined || !isObject(error) || typeof error.stack !== 'string') return fields;
  const { name, type, message, stack } = error;
  return { ...fields, [key]: undefined, errorType: name ?? type, errorMessage: message, stackTrace: stack };
}

/** `TypeError: message` and the lines of its stack, from the keys that Lambda gives an error. */
function errorOf(fields: Readonly<Record<string, unknown>>): string | undefined {
  if (typeof fields.errorType !== 'string' && typeof fields.errorMessage !== 'string') return undefined;
  const first = [fields.errorType, fields.errorMessage]
    .filter((part) => typeof part === 'string' && part !== '')
    .join(': ');
  const trace = fields.stackTrace ?? fields.stack ?? [];
  const lines = (Array.isArray(trace) ? trace.map(String) : String(trace).split('\n')).flatMap((line) =>
    line.split('\n'),
  );
  const frames = lines.filter((line) => line.trimStart().startsWith('at '));
  return [first, ...frames.map((frame) => frame.trim())].join('\n');
}

function valueText(value: unknown): string {
  const text = textOf(value);
  return typeof value === 'string' && /[\s"=]/.test(text) ? JSON.stringify(text) : text;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
}
