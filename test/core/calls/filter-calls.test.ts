import { describe, expect, it } from 'vitest';
import type { ApiCall } from '../../../core/calls/api-call.ts';
import { type CallFilter, callFilter, parseStatuses, pathOf } from '../../../core/calls/filter-calls.ts';

const call: ApiCall = {
  id: '1',
  userId: 'ann',
  domainId: 'api1',
  source: 'api',
  ip: '203.0.113.10',
  method: 'GET',
  url: 'https://example.com/prod/notes/7?token=x',
  route: '/notes/{noteId}',
  status: 404,
  createdAt: '2026-11-21T14:02:11.480Z',
  request: null,
  response: null,
  latencyMs: 20,
  error: null,
  userAgent: null,
  requestId: 'r',
  functionRequestId: null,
  traceId: null,
};

describe('a filter matches a call only if every member matches', () => {
  it.each<[string, CallFilter, boolean]>([
    ['no members', {}, true],
    ['its status', { status: parseStatuses('404') }, true],
    ['the class of its status', { status: parseStatuses('5xx,4XX') }, true],
    ['another status', { status: parseStatuses('5xx,403') }, false],
    ['its method in lower case', { method: ['post', 'get'] }, true],
    ['another method', { method: ['post'] }, false],
    ['its route', { route: '/notes/{noteId}' }, true],
    ['its path', { route: '/prod/notes/7' }, true],
    ['a glob of its path', { route: '/prod/*' }, true],
    ['the beginning of its route', { route: '/notes' }, false],
    ['its user', { user: 'ann' }, true],
    ['another user', { user: 'bob' }, false],
    ['its address', { ip: '203.0.113.10' }, true],
    ['another address', { ip: '203.0.113.1' }, false],
    ['a shorter latency', { slowerThan: 19 }, true],
    ['its latency', { slowerThan: 20 }, false],
    ['its source', { source: 'api' }, true],
    ['another source', { source: 'webhook' }, false],
    ['its method and another status', { method: ['GET'], status: parseStatuses('200') }, false],
  ])('a filter with %s', (_, filter, isShown) => {
    expect(callFilter(filter)(call)).toBe(isShown);
  });

  it('does not match slowerThan when its latency is unknown', () => {
    expect(callFilter({ slowerThan: 1 })({ ...call, latencyMs: null })).toBe(false);
  });
});

it.each(['', '9', '600', '4x', '404,', '4xx 5xx', '-404'])('"%s" is not a status', (text) => {
  expect(parseStatuses(text)).toBeUndefined();
});

it.each([
  ['https://example.com/a/b?c=d#e', '/a/b'],
  ['/a/b?c', '/a/b'],
  ['https://example.com', ''],
])('the path of %s is "%s"', (url, path) => {
  expect(pathOf(url)).toBe(path);
});
