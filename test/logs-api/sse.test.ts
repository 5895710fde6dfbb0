import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { sseStream } from '../../logs-api/sse.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A stream whose source yields the texts given by `give`. */
function startStream(maxMs = 60_000, position: () => string | undefined = () => undefined) {
  const abort = new AbortController();
  let give: (text: string) => void = () => undefined;
  let pulls = 0;
  async function* source() {
    while (!abort.signal.aborted) {
      pulls += 1;
      const text = await new Promise<string | undefined>((resolve) => {
        give = resolve;
        abort.signal.addEventListener('abort', () => resolve(undefined));
      });
      if (text !== undefined) yield text;
    }
  }
  const ended = vi.fn();
  abort.signal.addEventListener('abort', ended);
  const stream = sseStream(source(), { position, maxMs, abort });
  const reader = stream.pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>).getReader();
  return { abort, ended, reader, give: (text: string) => give(text), pulls: () => pulls };
}

it('sends a ping after every 15 seconds without a message', async () => {
  const { reader, give } = startStream();
  expect((await reader.read()).value).toBe(': connected\nretry: 1000\n\n');
  const next = reader.read();
  await vi.advanceTimersByTimeAsync(14_999);
  give('data: 1\n\n');
  expect((await next).value).toBe('data: 1\n\n');
  const ping = reader.read();
  await vi.advanceTimersByTimeAsync(14_999);
  await vi.advanceTimersByTimeAsync(1);
  expect((await ping).value).toBe(': ping\n\n');
  await reader.cancel();
});

it('ends after its maximum time, so that the client reconnects', async () => {
  const { reader, ended, abort } = startStream(14 * 60_000);
  const texts: string[] = [];
  const all = (async () => {
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) texts.push(chunk.value);
  })();
  await vi.advanceTimersByTimeAsync(14 * 60_000);
  await all;
  expect(abort.signal.aborted).toBe(true);
  expect(ended).toHaveBeenCalledTimes(1);
  expect(texts.length).toBeGreaterThan(50);
  expect(vi.getTimerCount()).toBe(0);
});

it('sends the position at the start, with each ping and at the end, so that a client continues from there', async () => {
  let position = 0;
  const { reader, give } = startStream(40_000, () => `p${position}`);
  const texts: string[] = [];
  const all = (async () => {
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) texts.push(chunk.value);
  })();
  await vi.advanceTimersByTimeAsync(0);
  for (position of [1, 2]) await vi.advanceTimersByTimeAsync(15_000);
  give('id: line\ndata: 1\n\n');
  position = 3;
  await vi.advanceTimersByTimeAsync(10_000);
  await all;
  expect(texts).toEqual([
    ': connected\nretry: 1000\nid: p0\n\n',
    ': ping\nid: p1\n\n',
    ': ping\nid: p2\n\n',
    'id: line\ndata: 1\n\n',
    'id: p3\n\n',
  ]);
});

it('ends its source when the client disconnects', async () => {
  const { reader, ended, abort } = startStream();
  await reader.read();
  await reader.cancel();
  await vi.waitFor(() => expect(abort.signal.aborted).toBe(true));
  expect(ended).toHaveBeenCalledTimes(1);
  expect(vi.getTimerCount()).toBe(0);
});

it('does not read from the source and sends no pings while the client does not read', async () => {
  const { pulls, give, reader } = startStream();
  for (let n = 0; n < 100; n += 1) {
    give('x'.repeat(100_000));
    await vi.advanceTimersByTimeAsync(15_000);
  }
  expect(pulls()).toBeLessThan(6);
  await reader.cancel();
});

it('fails when its source fails, so that the client does not treat it as complete', async () => {
  async function* failing() {
    yield 'data: 1\n\n';
    throw new Error('denied');
  }
  const abort = new AbortController();
  const stream = sseStream(failing(), { position: () => 'abc', maxMs: 60_000, abort });
  await expect(new Response(stream).text()).rejects.toThrow('denied');
  expect(abort.signal.aborted).toBe(true);
});
