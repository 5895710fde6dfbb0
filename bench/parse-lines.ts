import { accessLogFormat, REST_ACCESS_LOG_FIELDS } from '../core/access-log-format.ts';
import { parseEvent } from '../core/parse/parse-event.ts';
import type { Figure } from './measure.ts';

const LINES = 2000;
const ROUNDS = 25;
/** The maximum time of a line, as a multiple of `JSON.parse`. */
const MAX_RATIO = 2;

/** The time to parse a line in microseconds. The floor is `JSON.parse` for the same line. Both are the minimum of several rounds, so
 *  that other load on the machine does not change the ratio. */
export async function benchParse(): Promise<Figure[]> {
  return [
    figure('access line', accessLine),
    figure('console line in JSON', (n) =>
      JSON.stringify({
        timestamp: '2026-11-21T14:02:11.480Z',
        level: 'INFO',
        requestId: uuid(n),
        message: { message: 'note created', noteId: uuid(n), length: n },
      }),
    ),
    figure('Powertools line', (n) =>
      JSON.stringify({
        level: 'INFO',
        message: 'note created',
        timestamp: '2026-11-21T14:02:11.480Z',
        service: 'notes',
        cold_start: false,
        function_arn: 'arn:aws:lambda:us-east-1:123456789012:function:notes-create',
        function_memory_size: '256',
        function_name: 'notes-create',
        function_request_id: uuid(n),
        sampling_rate: 0,
        xray_trace_id: '1-5e37ede5-40a3c3575576772bbf19725c',
        noteId: uuid(n),
      }),
    ),
    figure('platform.report line', (n) =>
      JSON.stringify({
        time: '2026-11-21T14:02:11.480Z',
        type: 'platform.report',
        record: {
          requestId: uuid(n),
          metrics: { durationMs: 17.2, billedDurationMs: 18, memorySizeMB: 256, maxMemoryUsedMB: 92 },
          tracing: { type: 'X-Amzn-Trace-Id', value: 'Root=1-5e37ede5-40a3c3575576772bbf19725c;Sampled=1' },
          status: 'success',
        },
      }),
    ),
  ];
}

function figure(name: string, line: (n: number) => string): Figure {
  const lines = Array.from({ length: LINES }, (_, n) => line(n));
  const events = lines.map((message) => ({ group: 'g', stream: 's', timestamp: 1, ingestionTime: 2, message }));
  // API Gateway writes `-` without quotes for an unset variable, which is not JSON. The floor gets a valid line.
  const json = lines.map((text) => text.replaceAll('":-,', '":null,'));
  const times: number[] = [];
  const floors: number[] = [];
  // The two alternate, so that other load on the machine affects both.
  for (let round = -3; round < ROUNDS; round += 1) {
    const floor = microsecondsPerLine(json, JSON.parse);
    const time = microsecondsPerLine(events, parseEvent);
    if (round < 0) continue;
    floors.push(floor);
    times.push(time);
  }
  return {
    name: `parse: ${name}`,
    value: Math.min(...times),
    unit: 'µs',
    floor: Math.min(...floors),
    limit: MAX_RATIO,
  };
}

function microsecondsPerLine<T>(lines: readonly T[], read: (line: T) => unknown): number {
  const start = performance.now();
  for (const line of lines) read(line);
  return ((performance.now() - start) * 1000) / lines.length;
}

/** A line of the sample's access log for a successful request; variables of errors are unset. */
function accessLine(n: number): string {
  const values: Readonly<Record<string, string>> = {
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36',
    path: `/prod/notes/${uuid(n)}`,
    requestId: uuid(n),
    extendedRequestId: 'Vts2pH6ArPEFcuQ=',
    apiId: 'a1b2c3d4e5',
    stage: 'prod',
    time: String(1_795_269_731_480 + n),
    method: 'GET',
    route: '/notes/{noteId}',
    domainName: 'a1b2c3d4e5.execute-api.us-east-1.amazonaws.com',
    protocol: 'HTTP/1.1',
    status: '200',
    responseLength: '88',
    responseLatency: '19',
    integrationRequestId: uuid(n + 1),
    integrationStatus: '200',
    integrationServiceStatus: '200',
    integrationLatency: '17',
    ip: '203.0.113.10',
    xrayTraceId: '1-5e37ede5-40a3c3575576772bbf19725c',
  };
  const names = new Map<string, string>(
    Object.entries(REST_ACCESS_LOG_FIELDS).map(([name, variable]) => [variable, name]),
  );
  return accessLogFormat(REST_ACCESS_LOG_FIELDS).replace(
    /\$context\.[\w.]+/g,
    (variable) => values[names.get(variable) ?? ''] ?? '-',
  );
}

function uuid(n: number): string {
  return `4b9e2c1a-77d0-4f3a-9c55-${String(n).padStart(12, '0')}`;
}
