import { once } from 'node:events';
import { connect } from 'node:net';
import { StartLiveTailCommand, type StartLiveTailResponseStream } from '@aws-sdk/client-cloudwatch-logs';
import { describe, expect, test } from 'vitest';
import { createStoreSink } from '../../../local/logs-service/store/store-sink.ts';
import { ACCOUNT, Clock, REGION, startService } from './local-service.ts';

const THREE_HOURS_MS = 3 * 60 * 60 * 1000;
const ARN = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:group`;

async function tailedService(clock = new Clock()) {
  const running = await startService({ now: clock.now });
  running.store.groups.create({ name: 'group', creationTime: 1 });
  const open = async (abortSignal: AbortSignal = new AbortController().signal) => {
    const command = new StartLiveTailCommand({ logGroupIdentifiers: [ARN] });
    const { responseStream } = await running.client.send(command, { abortSignal });
    return (responseStream as AsyncIterable<StartLiveTailResponseStream>)[Symbol.asyncIterator]();
  };
  return { ...running, clock, open, sink: createStoreSink(running.store, clock.now) };
}

async function nextUpdate(session: AsyncIterator<StartLiveTailResponseStream>) {
  for (;;) {
    const { value, done } = await session.next();
    if (done) throw new Error('The session has ended');
    if (value.sessionUpdate) return value.sessionUpdate;
  }
}

describe('a Live Tail session', () => {
  test('starts with initial-response, as boto3 requires', async () => {
    const { port } = await tailedService();
    const body = JSON.stringify({ logGroupIdentifiers: [ARN] });
    const socket = connect(port, '127.0.0.1');
    socket.write(
      `POST / HTTP/1.1\r\nHost: x\r\nX-Amz-Target: Logs_20140328.StartLiveTail\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    let text = '';
    while (!text.includes('sessionStart')) text += String((await once(socket, 'data'))[0]);
    socket.destroy();
    expect(text).toContain('application/vnd.amazon.eventstream');
    expect(text.indexOf('initial-response')).toBeGreaterThan(0);
    expect(text.indexOf('initial-response')).toBeLessThan(text.indexOf('sessionStart'));
  });

  test('sends an update each second, even an empty one', async () => {
    const { open } = await tailedService();
    const session = await open();
    expect(await nextUpdate(session)).toEqual({ sessionMetadata: { sampled: false }, sessionResults: [] });
    await session.return?.();
  });

  test('samples 500 events per second, in order, and marks the update as sampled', async () => {
    const { open, sink, clock } = await tailedService();
    const session = await open();
    await session.next();
    const events = Array.from({ length: 2000 }, (_, index) => ({ timestamp: clock.time, message: `${index}` }));
    sink.write('group', 'stream', events);
    const { sessionMetadata, sessionResults = [] } = await nextUpdate(session);
    expect(sessionMetadata).toEqual({ sampled: true });
    const numbers = sessionResults.map((event) => Number(event.message));
    expect(numbers).toHaveLength(500);
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    expect(Math.max(...numbers)).toBeGreaterThan(1000);
    expect((await nextUpdate(session)).sessionMetadata).toEqual({ sampled: false });
    await session.return?.();
  });

  test('sends events at once, but at most 500 per second', async () => {
    const { open, sink, clock } = await tailedService();
    const session = await open();
    await session.next();
    const write = (count: number) =>
      sink.write(
        'group',
        'stream',
        Array.from({ length: count }, () => ({ timestamp: clock.time, message: 'x' })),
      );
    write(400);
    const first = await nextUpdate(session);
    write(400);
    const second = await nextUpdate(session);
    // Both updates belong to the same second, in which 500 events are sent.
    expect([first.sessionMetadata?.sampled, first.sessionResults?.length]).toEqual([false, 400]);
    expect([second.sessionMetadata?.sampled, second.sessionResults?.length]).toEqual([true, 100]);
    await session.return?.();
  });

  test('does not sample exactly 500 events', async () => {
    const { open, sink, clock } = await tailedService();
    const session = await open();
    await session.next();
    sink.write(
      'group',
      'stream',
      Array.from({ length: 500 }, () => ({ timestamp: clock.time, message: 'x' })),
    );
    const { sessionMetadata, sessionResults } = await nextUpdate(session);
    expect([sessionMetadata?.sampled, sessionResults?.length]).toEqual([false, 500]);
    await session.return?.();
  });

  test('ends after three hours with SessionTimeoutException', async () => {
    const { open, clock } = await tailedService();
    const session = await open();
    await nextUpdate(session);
    clock.time += THREE_HOURS_MS;
    await expect(
      (async () => {
        for (;;) await nextUpdate(session);
      })(),
    ).rejects.toMatchObject({ name: 'SessionTimeoutException' });
  });

  test('is one of at most fifteen; a disconnected client frees its session', async () => {
    const { open, service } = await tailedService();
    const disconnect = new AbortController();
    const sessions = [await open(disconnect.signal), ...(await Promise.all(Array.from({ length: 14 }, () => open())))];
    await Promise.all(sessions.map((session) => session.next()));
    await expect(open()).rejects.toMatchObject({ name: 'LimitExceededException' });
    disconnect.abort();
    let last: unknown;
    for (let attempt = 0; attempt < 200; attempt += 1) {
      last = await open().catch((error) => error.name);
      if (last !== 'LimitExceededException') break;
    }
    expect(last).not.toBe('LimitExceededException');
    service.close();
  });

  test('ends when the service is closed', async () => {
    const { open, service } = await tailedService();
    const session = await open();
    await session.next();
    service.close();
    await expect(nextUpdate(session)).rejects.toThrow('The session has ended');
  });

  test('continues after the deletion of its group, with the new group of the same name', async () => {
    const { open, store, sink, clock } = await tailedService();
    const session = await open();
    await session.next();
    const group = store.groups.get('group');
    if (group) store.deleteGroup(group);
    sink.write('group', 'stream', [{ timestamp: clock.time, message: 'again' }]);
    expect((await nextUpdate(session)).sessionResults?.map((event) => event.message)).toEqual(['again']);
    await session.return?.();
  });
});
