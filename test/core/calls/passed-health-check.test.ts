import { describe, expect, it } from 'vitest';
import { accessLogFormat, REST_ACCESS_LOG_FIELDS } from '../../../core/access-log-format.ts';
import type { ApiCall } from '../../../core/calls/api-call.ts';
import type { JoinedCall } from '../../../core/calls/join/joined-call.ts';
import { passedHealthCheckTest } from '../../../core/calls/passed-health-check.ts';
import type { LogRole } from '../../../core/log-event.ts';
import { parseEvent } from '../../../core/parse/parse-event.ts';
import { uniqueSources } from '../../../core/targets/log-sources.ts';

/** A call of the stage `api1/prod`, or of another stage of the API. */
function joined(method: string, route: string | null, status: number, stage = 'prod'): JoinedCall {
  const values: Readonly<Record<string, string>> = {
    '$context.requestId': 'r',
    '$context.apiId': 'api1',
    '$context.stage': stage,
    '$context.status': `${status}`,
  };
  const message = accessLogFormat(REST_ACCESS_LOG_FIELDS).replace(/\$context\.[\w.]+/g, (name) => values[name] ?? '-');
  const record = parseEvent({ group: 'g', stream: 's', timestamp: 0, ingestionTime: 0, message });
  return { call: { method, route, status } as ApiCall, missing: [], records: [record] };
}

describe('finds calls of health checks', () => {
  const isHealthCheck = passedHealthCheckTest([
    {
      group: 'g',
      label: 'g',
      healthChecks: [{ apiId: 'api1', stage: 'prod', routes: ['GET /health', 'ANY /up', '/live'] }],
    },
    { group: 'f', label: 'f' },
  ]);

  it.each<[string, JoinedCall, boolean]>([
    ['of the method and the path', joined('GET', '/health', 200), true],
    ['of any method', joined('POST', '/up', 204), true],
    ['of a path without a method', joined('HEAD', '/live', 200), true],
    ['that the authorizer refused', joined('GET', '/health', 401), true],
    ['but not one that failed', joined('GET', '/health', 503), false],
    ['but not of another method', joined('DELETE', '/health', 200), false],
    ['but not of another path', joined('GET', '/health/x', 200), false],
    ['but not of another stage', joined('GET', '/health', 200, 'dev'), false],
    ['but not one without a route', joined('GET', null, 404), false],
    ['but not one without an access line', { ...joined('GET', '/health', 200), records: [] }, false],
  ])('%s', (_, call, expected) => {
    expect(isHealthCheck(call)).toBe(expected);
  });
});

it('a log group that two stages share has the health checks of both, without duplicates', () => {
  const of = (stage: string) => ({ apiId: 'a', stage, routes: ['GET /health'] });
  const [prod, dev] = [of('prod'), of('dev')];
  const sources = [
    { group: 'g', label: 'a/prod', healthChecks: [prod] },
    { group: 'g', label: 'a/dev', healthChecks: [dev] },
    { group: 'g', label: 'a/prod', healthChecks: [prod] },
    { group: 'g', label: 'g' },
  ];
  expect(uniqueSources(sources)).toEqual([{ group: 'g', label: 'a/prod', healthChecks: [prod, dev] }]);
});

it('a log group of a stage and of a function has no role, so that each line counts as what it looks like', () => {
  const source = (role?: LogRole) => ({ group: 'g', label: 'g', ...(role && { role }) });
  expect(uniqueSources([source('access'), source('access')])).toEqual([source('access')]);
  expect(uniqueSources([source('access'), source('function')])).toEqual([source()]);
  expect(uniqueSources([source(), source('function')])).toEqual([source()]);
});
