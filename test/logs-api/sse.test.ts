import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { sseStream } from '../../logs-api/sse.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A source that gives what it is told to, and knows when it was ended. */
function startStream(maxMs = 60_000) {
  const abort = new AbortController();
  let give: (text: string) => void = () => undefined;
  let asked = 0;
  async function* source() {
    while (!abort.signal.aborted) {
      asked += 1;
      const text = await new Promise<string | undefined>((resolve) => {
        give = resolve;
        abort.signal.addEventListener('abort', () => resolve(undefined));
      });
      if (text !== undefined) yield text;
    }
  }
  const ended = vi.fn();
  const stream = sseStream(source(), { firstId: undefined, maxMs, abort, ended });
  const reader = stream.pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>).getReader();
  return { abort, ended, reader, give: (text: string) => give(text), asked: () => asked };
}

it('says every 15 seconds of quiet that it is there', async () => {
  const { reader, give } = startStream();
  expect((await reader.read()).value).toBe(': connected\n\n');
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

it('ends after its longest time, so that the client comes again', async () => {
  const { reader, ended, abort } = startStream(14 * 60_000);
  const texts: string[] = [];
  const all = (async () => {
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) texts.push(piece.value);
  })();
  await vi.advanceTimersByTimeAsync(14 * 60_000);
  await all;
  expect(abort.signal.aborted).toBe(true);
  expect(ended).toHaveBeenCalledTimes(1);
  expect(texts.length).toBeGreaterThan(50);
  expect(vi.getTimerCount()).toBe(0);
});

it('ends its source when the client goes', async () => {
  const { reader, ended, abort } = startStream();
  await reader.read();
  await reader.cancel();
  await vi.waitFor(() => expect(abort.signal.aborted).toBe(true));
  expect(ended).toHaveBeenCalledTimes(1);
  expect(vi.getTimerCount()).toBe(0);
});

it('asks for no more, and pings no more, while a client does not read', async () => {
  const { asked, give, reader } = startStream();
  for (let n = 0; n < 100; n += 1) {
    give('x'.repeat(100_000));
    await vi.advanceTimersByTimeAsync(15_000);
  }
  expect(asked()).toBeLessThan(6);
  await reader.cancel();
});

it('breaks off when its source fails, so that nobody takes it for complete', async () => {
  async function* failing() {
    yield 'data: 1\n\n';
    throw new Error('denied');
  }
  const ended = vi.fn();
  const stream = sseStream(failing(), { firstId: 'abc', maxMs: 60_000, abort: new AbortController(), ended });
  await expect(new Response(stream).text()).rejects.toThrow('denied');
  expect(ended).toHaveBeenCalledTimes(1);
});
