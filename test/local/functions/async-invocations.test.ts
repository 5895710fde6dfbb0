import { expect, it } from 'vitest';
import { functionConfig } from './function-config.ts';
import { eventually, startLambda } from './local-lambda.ts';

const RETRIES = { retryDelaysMs: [5, 10] } as const;

it('runs an event that nobody waits for', async () => {
  const { host, sink } = startLambda();
  const requestId = host.invokeAsync('subject', '{"do":"log"}');
  await eventually(() => sink.messages().some((line) => line.startsWith(`REPORT RequestId: ${requestId}`)));
});

it('tries an event that fails three times in all, with one request id, and says that it is dropped', async () => {
  const { host, sink, notices } = startLambda({}, RETRIES);
  const requestId = host.invokeAsync('subject', '{"do":"throw"}');
  await eventually(() => notices.length > 0);
  expect(notices).toEqual([`subject: an event is dropped, attempt 3 failed (request ${requestId})`]);
  expect(sink.messages().filter((line) => line === `START RequestId: ${requestId} Version: $LATEST\n`)).toHaveLength(3);
});

it('tries as often as the template says', async () => {
  const { host, notices } = startLambda({ maximumRetryAttempts: 0 }, RETRIES);
  const requestId = host.invokeAsync('subject', '{"do":"exit","code":1}');
  await eventually(() => notices.length > 0);
  expect(notices).toEqual([`subject: an event is dropped, attempt 1 failed (request ${requestId})`]);
});

it('tries again what was refused for the reserved concurrency', async () => {
  const { host, sink, invoke } = startLambda({ reservedConcurrency: 1 }, { retryDelaysMs: [200, 200] });
  const running = invoke({ do: 'wait', milliseconds: 50 });
  const requestId = host.invokeAsync('subject', '{"do":"nothing"}');
  await running;
  await eventually(() => sink.messages().some((line) => line.startsWith(`REPORT RequestId: ${requestId}`)));
});

it('refuses more events than can wait, and an unknown function, at once', async () => {
  const { host } = startLambda([functionConfig()], { maxEnvironmentsPerFunction: 1 });
  for (let event = 0; event < 1000; event += 1) host.invokeAsync('subject', '{"do":"wait","milliseconds":1000}');
  expect(() => host.invokeAsync('subject', '{}')).toThrow('Rate Exceeded.');
  expect(() => host.invokeAsync('absent', '{}')).toThrow('Function not found');
});
