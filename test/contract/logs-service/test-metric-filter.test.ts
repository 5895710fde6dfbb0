import { TestMetricFilterCommand } from '@aws-sdk/client-cloudwatch-logs';
import { expect, test } from 'vitest';
import { errorOf, useService } from './service.ts';

const service = useService();

const matches = async (filterPattern: string, logEventMessages: string[]) =>
  (await service.client.send(new TestMetricFilterCommand({ filterPattern, logEventMessages }))).matches;

test('TestMetricFilter returns the matching events by number, from 1 on, with their extracted fields', async () => {
  const lines = ['GET /a 200', 'GET /b 404', 'short'];
  expect(await matches('[method, path, status = 4*]', lines)).toEqual([
    {
      eventNumber: 2,
      eventMessage: 'GET /b 404',
      extractedValues: { $method: 'GET', $path: '/b', $status: '404' },
    },
  ]);
  expect(await matches('GET -404', lines)).toEqual([
    { eventNumber: 1, eventMessage: 'GET /a 200', extractedValues: {} },
  ]);
  expect(await matches('', ['x'])).toHaveLength(1);
});

test('TestMetricFilter rejects invalid patterns and samples', async () => {
  expect(await errorOf(matches('[a, a]', ['x']))).toBe("InvalidParameterException: Duplicate field 'a'");
  expect(await errorOf(matches('x', []))).toMatch(/^InvalidParameterException: .*'logEventMessages'/);
  expect(
    await errorOf(
      matches(
        'x',
        Array.from({ length: 51 }, () => 'x'),
      ),
    ),
  ).toMatch(
    /^InvalidParameterException: .*'logEventMessages' failed to satisfy constraint: Member must have length less than or equal to 50$/,
  );
});
