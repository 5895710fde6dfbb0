import { accessLogFormat, REST_ACCESS_LOG_FIELDS } from '../../core/access-log-format.ts';
import { apiCallId } from '../../core/calls/api-call-id.ts';
import type { LogEvent } from '../../core/log-event.ts';

export interface TestCall {
  /** Epoch milliseconds. */
  readonly time: number;
  /** The unique part of the call's id. */
  readonly unique: string;
  readonly apiId?: string;
  readonly domainId?: string;
  readonly path?: string;
  readonly status?: number;
}

const UNSET = '-';

/** The access line of a call, in Tailgate's access log format. */
export function accessLine({ time, unique, apiId = 'api1', domainId, path = '/prod/notes', status = 200 }: TestCall) {
  const values: Record<string, string> = {
    path,
    requestId: `request-${unique}`,
    extendedRequestId: unique,
    apiId,
    stage: 'prod',
    time: String(time),
    method: 'GET',
    route: '/notes',
    domainName: 'api.example.com',
    status: String(status),
    responseLatency: '19',
    integrationRequestId: `lambda-${unique}`,
    userId: 'ann',
    ip: '203.0.113.10',
    userAgent: 'curl/8.1',
    ...(domainId !== undefined && { domainId }),
  };
  const fields = { ...REST_ACCESS_LOG_FIELDS, ...(domainId !== undefined && { domainId: '$context.domainId' }) };
  const names = Object.fromEntries(Object.entries(fields).map(([name, variable]) => [variable, name]));
  return accessLogFormat(fields).replace(/\$context(\.\w+)+/g, (variable) => values[names[variable] ?? ''] ?? UNSET);
}

/** The id of a call, which all its lines have. */
export function callId({ time, unique, apiId = 'api1' }: TestCall): string {
  return apiCallId({ time, apiId, stage: 'prod', uniqueId: unique });
}

export function helperLine(line: TestCall, more: Record<string, unknown> = {}): string {
  return JSON.stringify({
    level: 'INFO',
    message: 'api.call',
    apiCall: {
      id: callId(line),
      domainId: line.domainId ?? line.apiId ?? 'api1',
      source: 'api',
      url: `https://api.example.com${line.path ?? '/prod/notes'}`,
      method: 'GET',
      status: 200,
      request: null,
      response: `{"of":"${line.unique}"}`,
      ...more,
    },
  });
}

export function logEvent(message: string, timestamp = 0): LogEvent {
  return { group: 'group', stream: 'stream', timestamp, ingestionTime: timestamp, message };
}
