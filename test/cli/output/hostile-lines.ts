import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REST_ACCESS_LOG_FIELDS } from '../../../core/access-log-format.ts';
import type { ApiCall } from '../../../core/calls/api-call.ts';
import { apiCallId } from '../../../core/calls/api-call-id.ts';

/** What terminals, CI systems and renderers act on.
 *  @see https://invisible-island.net/xterm/ctlseqs/ctlseqs.html
 *  @see https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs */
export const HOSTILE_TEXT = [
  'x\u001b[2J\u001b[31m',
  '\u001b]0;title\u0007',
  '\u001bP1$r\u001b\\',
  '\u009b31m\u0085\u007f',
  'a\rb\bc\u0000\td',
  '\u202ee\u2066f\u200b\u2028\u2029\ufeff\u200d\u{e0041}\ud800',
  '##[error]g ##vso[task.complete]\n::error::h\n  ::add-mask::i',
  '"\'</a>]]>&%0A${j}\\',
].join('');

/** Values that a text is not expected to be. An object whose `toString` is not a function cannot be converted to a text. */
const HOSTILE_VALUES: readonly unknown[] = [
  { toString: 1, valueOf: 1 },
  null,
  1e300,
  '+200000-01-01T00:00:00.000Z',
  -1,
  [HOSTILE_TEXT, { [HOSTILE_TEXT]: HOSTILE_TEXT }],
  true,
  '',
];

/** Every real line of `test/events`, once for each of its values with that value replaced: a field of JSON, or a word of text. */
export function hostileLines(): string[] {
  let count = 0;
  return realLines().flatMap((message) => {
    const value = parseJson(message);
    if (typeof value !== 'object' || value === null) return hostileTexts(message);
    return paths(value).flatMap((path) =>
      [HOSTILE_TEXT, HOSTILE_VALUES[count++ % HOSTILE_VALUES.length]].map((hostile) =>
        JSON.stringify(replaced(value, path, hostile)),
      ),
    );
  });
}

const EVENTS = join(import.meta.dirname, '..', '..', 'events');

function realLines(): string[] {
  return readdirSync(EVENTS, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.json'))
    .flatMap((file) => JSON.parse(readFileSync(join(EVENTS, file), 'utf8')).events)
    .map(({ message }: { message: string }) => message);
}

function hostileTexts(message: string): string[] {
  const words = message.split(/(\s+)/);
  // Every second one is white space.
  return words.flatMap((_, index) => (index % 2 === 0 ? [words.with(index, HOSTILE_TEXT).join('')] : []));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

type Path = readonly string[];

/** The paths of all members, those of objects and lists included. */
function paths(value: unknown): Path[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => [[key], ...paths(member).map((path) => [key, ...path])]);
}

function replaced(value: unknown, [key, ...rest]: Path, hostile: unknown): unknown {
  if (key === undefined) return hostile;
  const copy = Array.isArray(value) ? [...value] : { ...(value as object) };
  const members = copy as Record<string, unknown>;
  members[key] = replaced(members[key], rest, hostile);
  return copy;
}

/** The lines of one request. */
export interface RequestLines {
  /** Empty for a request that is known only from its function. */
  readonly access: readonly string[];
  readonly function: readonly string[];
  readonly execution: readonly string[];
}

/** Requests whose lines belong together, each with one hostile value: in a field of the access line, in a field of the helper record,
 *  or in a line of the function or of the execution log. In the last one, all values are hostile, except the ids.
 *  @param now epoch milliseconds. */
export function hostileRequests(now: number): RequestLines[] {
  let count = 0;
  const valuesOf = () => [HOSTILE_TEXT, HOSTILE_VALUES[count++ % HOSTILE_VALUES.length]];
  const accessFields = Object.keys(REST_ACCESS_LOG_FIELDS);
  const helperFields = Object.keys(HELPER_RECORD);
  const error = { errorType: HOSTILE_TEXT, errorMessage: HOSTILE_TEXT, stack: HOSTILE_TEXT };
  const allOf = (names: readonly string[]) =>
    Object.fromEntries(names.filter((name) => !/id$|time/i.test(name)).map((name) => [name, HOSTILE_TEXT]));
  const variants: Variant[] = [
    ...accessFields.flatMap((name) => valuesOf().map((value): Variant => ({ access: { [name]: value } }))),
    ...helperFields.flatMap((name) => valuesOf().map((value): Variant => ({ helper: { [name]: value } }))),
    { line: JSON.stringify({ level: 'ERROR', ...error }) },
    { access: allOf(accessFields), helper: allOf(helperFields), line: HOSTILE_TEXT, body: HOSTILE_TEXT },
  ];
  return variants.map((variant, index) => requestLines(index, now, variant));
}

/** The request id of API Gateway, by the index of the request. */
export function requestIdOf(index: number): string {
  return `4b9e2c1a-0000-4f3a-9c55-${String(index).padStart(12, '0')}`;
}

/** What differs from a harmless request. */
interface Variant {
  readonly access?: Readonly<Record<string, unknown>>;
  readonly helper?: Readonly<Record<string, unknown>>;
  readonly line?: string;
  readonly body?: string;
}

/** All members of the record, so that a new one fails the check of types here. */
const HELPER_RECORD: Readonly<Record<keyof ApiCall | 'extendedRequestId', unknown>> = {
  id: '',
  userId: 'ada',
  domainId: 'acme',
  source: 'api',
  ip: '203.0.113.7',
  method: 'GET',
  url: 'https://x.example/prod/notes',
  route: '/notes',
  status: 200,
  createdAt: '',
  request: 'body',
  response: 'body',
  latencyMs: 12,
  error: null,
  userAgent: 'curl/8',
  requestId: '',
  extendedRequestId: '',
  functionRequestId: '',
  traceId: '1-6740a1b2-5e37ede540a3c3575576772b',
};

function requestLines(index: number, now: number, { access, helper, line, body = '{}' }: Variant): RequestLines {
  const number = String(index).padStart(12, '0');
  const requestId = requestIdOf(index);
  const functionRequestId = `8f507cfc-0000-4a3c-9a0e-${number}`;
  const extendedRequestId = `x${number}=`;
  const ids = { requestId, functionRequestId, extendedRequestId };
  const id = apiCallId({ time: now, apiId: 'a1', stage: 'prod', uniqueId: extendedRequestId });
  const accessLine = {
    ...Object.fromEntries(Object.keys(REST_ACCESS_LOG_FIELDS).map((name) => [name, '-'])),
    requestId,
    extendedRequestId,
    apiId: 'a1',
    stage: 'prod',
    time: String(now),
    method: 'GET',
    path: '/prod/notes',
    route: '/notes',
    domainName: 'x.example',
    status: '502',
    responseLatency: '12',
    integrationRequestId: functionRequestId,
    ...access,
  };
  const record = { ...HELPER_RECORD, ...ids, id, createdAt: new Date(now).toISOString(), ...helper };
  return {
    access: index % 3 === 2 && access === undefined && helper !== undefined ? [] : [JSON.stringify(accessLine)],
    execution: [
      `(${requestId}) Starting execution for request: ${requestId}`,
      `(${requestId}) Method request body before transformations: ${body}`,
      `(${requestId}) Execution failed due to configuration error: ${body}`,
      `(${requestId}) Method completed with status: 502`,
    ],
    function: [
      `START RequestId: ${functionRequestId} Version: $LATEST`,
      `2026-11-21T10:00:00.000Z\t${functionRequestId}\tINFO\t${line ?? 'hello'}`,
      ...(line === undefined ? [] : [line]),
      JSON.stringify({ level: 'INFO', message: 'api.call', function_request_id: functionRequestId, apiCall: record }),
      `END RequestId: ${functionRequestId}`,
      `REPORT RequestId: ${functionRequestId}\tDuration: 5.00 ms\tBilled Duration: 5 ms\tMemory Size: 128 MB\tMax Memory Used: 90 MB\t`,
    ],
  };
}
