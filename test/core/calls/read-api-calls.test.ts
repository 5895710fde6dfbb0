import { CreateLogGroupCommand, CreateLogStreamCommand, PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { expect, it } from 'vitest';
import { readApiCalls } from '../../../core/calls/read-api-calls.ts';
import { systemClock } from '../../../core/clock.ts';
import type { LogEvent, LogSource } from '../../../core/log-event.ts';
import { RateBudget } from '../../../core/rate-budget.ts';
import { startService } from '../../local/logs-service/local-service.ts';
import { ACCESS, callOf, FUNCTION, linesOf } from './join/request-lines.ts';

const NOW = Date.now() - 60_000;
const sent = {
  n: 1,
  time: NOW,
  method: 'POST',
  route: '/notes',
  status: 201,
  userId: 'ann',
  request: '{"n":1}',
  response: '{"noteId":1}',
  latencyMs: 50,
};
const ROLES: readonly LogSource[] = [
  { group: ACCESS, label: 'notes/prod', role: 'access' },
  { group: FUNCTION, label: 'notes-create', role: 'function' },
];

/** Puts the events into a local CloudWatch Logs, and reads the calls in it. */
async function callsIn(events: readonly LogEvent[], sources: readonly LogSource[]) {
  const { client } = await startService();
  for (const { group } of sources) {
    await client.send(new CreateLogGroupCommand({ logGroupName: group }));
    await client.send(new CreateLogStreamCommand({ logGroupName: group, logStreamName: 's' }));
    const logEvents = events
      .filter((event) => event.group === group)
      .map(({ timestamp, message }) => ({ timestamp, message }))
      .sort((a, b) => a.timestamp - b.timestamp);
    await client.send(new PutLogEventsCommand({ logGroupName: group, logStreamName: 's', logEvents }));
  }
  const logs = {
    client,
    clock: systemClock,
    budget: new RateBudget(Number.POSITIVE_INFINITY),
    signal: new AbortController().signal,
  };
  const options = {
    sources,
    since: NOW - 3_600_000,
    follow: false,
    keepLines: true,
    resolve: async () => sources,
    notice: () => undefined,
  };
  const found = [];
  for await (const page of readApiCalls(logs, options)) found.push(...page.map(({ call }) => call));
  return found;
}

const real = linesOf(sent).filter(({ group }) => group !== 'API-Gateway-Execution-Logs_api1/prod');
const forged = linesOf({ ...sent, n: 2, userId: 'forged' })
  .filter(({ group }) => group === ACCESS)
  .map((event) => ({ ...event, group: FUNCTION }));

it('A function cannot write the access line of a call', async () => {
  expect(await callsIn([...real, ...forged], ROLES)).toMatchObject([callOf(sent)]);
});

it('Lines count as what they look like where the roles of the log groups are unknown', async () => {
  const unknown = ROLES.map(({ group, label }) => ({ group, label }));
  expect(await callsIn([...real, ...forged], unknown)).toMatchObject([callOf(sent), { userId: 'forged' }]);
});
