import { ResourceNotFoundException as LogsNotFound } from '@aws-sdk/client-cloudwatch-logs';
import { ResourceNotFoundException as TableNotFound } from '@aws-sdk/client-dynamodb';
import { Hono } from 'hono';
import { expect, it, vi } from 'vitest';
import { errorResponse } from '../../logs-api/api-error.ts';

const options = { message: 'Requested resource not found', $metadata: {} };

/** An error of the SDK. The names and statuses are those of the error pages of the services.
 *  @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html */
function named(name: string, httpStatusCode?: number): Error {
  return Object.assign(new Error(name), { name, $metadata: { httpStatusCode } });
}

it.each([
  ['a log group is missing', new LogsNotFound(options), 404, 0],
  ['the table is missing', new TableNotFound(options), 500, 1],
  ['the client closed the request', new DOMException('aborted', 'AbortError'), 499, 0],
  ['CloudWatch Logs throttles', named('ThrottlingException', 400), 429, 0],
  ['the table throttles', named('ProvisionedThroughputExceededException', 400), 429, 0],
  ['the account of the table is throttled', named('RequestLimitExceeded', 400), 429, 0],
  ['Lambda throttles', named('TooManyRequestsException', 429), 429, 0],
  ['a service fails', named('InternalServerError', 500), 503, 1],
  ['a service does not answer', named('TimeoutError'), 503, 1],
  ['the connection breaks', Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }), 503, 1],
  ['the role lacks a permission', named('AccessDeniedException', 400), 500, 1],
  ['the code fails', new TypeError('x is undefined'), 500, 1],
])('when %s, the response and the report say whose fault it is', async (_, error, status, reports) => {
  const report = vi.fn();
  const app = new Hono();
  app.onError((thrown, c) => errorResponse(thrown, c, report));
  app.get('/', () => {
    throw error;
  });
  // Hono passes only instances of Error to its handler.
  expect(error).toBeInstanceOf(Error);
  const response = await app.request('/');
  expect(response.status).toBe(status);
  expect(response.headers.has('retry-after')).toBe(status === 429 || status === 503);
  expect(Object.keys((await response.json()) as object)).toEqual(['error', 'info']);
  expect(report).toHaveBeenCalledTimes(reports);
});
