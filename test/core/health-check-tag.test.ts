import { expect, it } from 'vitest';
import { formatHealthCheckTag, parseHealthCheckTag } from '../../core/health-check-tag.ts';

it.each([
  [['GET /health']],
  [['GET /health', 'HEAD /health', 'ANY /up']],
  [['/health', 'GET /livez', '/readyz']],
  [['$default', 'ping', 'GET /health']],
  [[]],
])('the value of the tag is parsed to the same routes: %j', (routes) => {
  expect(parseHealthCheckTag(formatHealthCheckTag(routes))).toEqual(routes);
});
