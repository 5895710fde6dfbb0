import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LiveTailSessions } from '../../../local/logs-service/live-tail/sessions.ts';
import { LogStore } from '../../../local/logs-service/store/store.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
afterEach(() => void vi.useRealTimers());

/** A connection that accepts no data until `open` is called. */
class StuckConnection extends Duplex {
  text = '';
  #release: (() => void) | undefined;
  #open = false;

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString('latin1');
    if (this.#open) done();
    else this.#release = done;
  }

  open(): void {
    this.#open = true;
    this.#release?.();
  }
}

test('for a client that does not read, the latest ten updates are kept', async () => {
  const store = LogStore.open({ memory: true });
  const sessions = new LiveTailSessions(store, () => 0);
  const group = store.groups.create({ name: 'group', creationTime: 0 });
  const stream = store.streams.create(group.id, 'stream', 0);
  const connection = new StuckConnection();
  let errors = 0;
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  response.assignSocket(connection as unknown as Socket);
  response.on('error', () => {
    errors += 1;
  });

  const padding = 'x'.repeat(100_000);
  sessions.open(response, {
    start: {},
    select: ({ events }) =>
      events.map(({ timestamp, message }) => ({
        logStreamName: 'stream',
        logGroupIdentifier: 'group',
        message,
        timestamp,
        ingestionTime: 0,
      })),
  });
  for (let second = 0; second < 30; second += 1) {
    store.append(group, stream, [{ timestamp: 0, message: `<second ${second}>${padding}` }], 0);
    vi.advanceTimersByTime(1000);
  }
  const finished = new Promise((resolve) => response.on('finish', resolve));
  sessions.close();
  vi.advanceTimersByTime(5000);
  connection.open();
  await finished;

  const seconds = [...connection.text.matchAll(/<second (\d+)>/g)].map(([, second]) => Number(second));
  expect(seconds.slice(-10)).toEqual([20, 21, 22, 23, 24, 25, 26, 27, 28, 29]);
  expect(seconds.length).toBeLessThan(15);
  expect(errors).toBe(0);
  store.close();
});
