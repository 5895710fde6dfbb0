import { ResourceNotFoundException as LogsNotFound } from '@aws-sdk/client-cloudwatch-logs';
import { ResourceNotFoundException as TableNotFound } from '@aws-sdk/client-dynamodb';
import { Hono } from 'hono';
import { expect, it, vi } from 'vitest';
import { errorResponse } from '../../logs-api/api-error.ts';

const options = { message: 'Requested resource not found', $metadata: {} };

it.each([
  ['a log group is missing', new LogsNotFound(options), 404, 0],
  ['the table is missing', new TableNotFound(options), 500, 1],
  ['the client closed the request', new DOMException('aborted', 'AbortError'), 499, 0],
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
  expect((await app.request('/')).status).toBe(status);
  expect(report).toHaveBeenCalledTimes(reports);
});
