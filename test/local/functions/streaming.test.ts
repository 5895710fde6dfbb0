import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { startLambda } from './local-lambda.ts';

function startStreaming(handler = 'handler', config = {}) {
  const { host, sink } = startLambda({ handler: `streaming.${handler}`, ...config });
  const stream = (event: object = {}) => host.invokeStreaming('subject', JSON.stringify(event));
  return { host, sink, stream };
}

async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  let text = '';
  for await (const chunk of body) text += Buffer.from(chunk).toString();
  return text;
}

describe('a streaming handler', () => {
  it('sends its response before it has ended', async () => {
    const { stream } = startStreaming();
    const { body, contentType, completed } = await stream({ pause: 100 });
    let ended = false;
    void completed.then(() => {
      ended = true;
    });
    const chunks = body[Symbol.asyncIterator]();
    expect(String(Buffer.from((await chunks.next()).value))).toBe('first ');
    expect(ended).toBe(false);
    expect(String(Buffer.from((await chunks.next()).value))).toBe('last');
    expect((await chunks.next()).done).toBe(true);
    expect(contentType).toBe('text/plain');
    expect(await completed).toMatchObject({ payload: '', executedVersion: '$LATEST' });
  });

  it('sends status and headers first, followed by eight zero bytes', async () => {
    const { stream } = startStreaming('http');
    const { body, contentType } = await stream();
    expect(contentType).toBe('application/vnd.awslambda.http-integration-response');
    expect(await textOf(body)).toBe(`{"statusCode":201,"headers":{"X-A":"b"}}${'\0'.repeat(8)}hello`);
  });

  it('sends all of a long response to a slow reader', async () => {
    const { stream, sink } = startStreaming('handler', { logFormat: 'JSON', systemLogLevel: 'DEBUG' });
    const { body, completed } = await stream({ bytes: 20_000_000 });
    let bytes = 0;
    for await (const chunk of body) {
      if (bytes < 1_000_000) await sleep(5);
      bytes += chunk.byteLength;
    }
    expect(bytes).toBe(20_000_000 + 'first last'.length);
    expect((await completed).functionError).toBeUndefined();
    const done = sink
      .messages()
      .map((line) => JSON.parse(line))
      .find(({ type }) => type === 'platform.runtimeDone');
    expect(done.record.metrics.producedBytes).toBe(bytes);
  });

  it('is paused while the response is not read', async () => {
    const { stream } = startStreaming();
    const { body, completed } = await stream({ bytes: 10_000_000 });
    const state = await Promise.race([completed.then(() => 'ended'), sleep(500, 'paused')]);
    expect(state).toBe('paused');
    expect((await textOf(body)).length).toBe(10_000_000 + 'first last'.length);
    await completed;
  });

  it('runs to its end when the caller disconnects', async () => {
    const { stream } = startStreaming();
    const { body, completed } = await stream({ bytes: 20_000_000 });
    for await (const _ of body) break;
    expect((await completed).functionError).toBeUndefined();
  });

  it.each([
    ['throws midway', 'handler', { fail: 'midway' }, 'Error', 'first '],
    ['does not end its stream', 'open', {}, 'Error', 'never ended'],
    ['destroys its stream', 'destroyed', {}, 'RangeError', 'first '],
    ['times out', 'handler', { hang: true }, 'Sandbox.Timedout', 'first '],
  ])('may fail after its first chunk: it %s', async (_, handler, event, errorType, text) => {
    const { stream } = startStreaming(handler, { timeoutMs: 500 });
    const { body, completed } = await stream(event);
    expect(await textOf(body)).toBe(text);
    const { functionError, payload } = await completed;
    expect(functionError).toBe('Unhandled');
    expect(JSON.parse(payload).errorType).toBe(errorType);
  });

  it('may fail before its first chunk: the response is only the error', async () => {
    const { stream, sink } = startStreaming('early');
    const { body, contentType, completed } = await stream();
    expect(contentType).toBeUndefined();
    const { functionError, payload } = await completed;
    expect(functionError).toBe('Unhandled');
    expect(await textOf(body)).toBe(payload);
    expect(JSON.parse(payload)).toMatchObject({ errorType: 'TypeError', errorMessage: 'before the first byte' });
    expect(sink.messages().some((line) => line.includes('\tERROR\tInvoke Error \t'))).toBe(true);
  });

  it('ends for its reader when the host closes', async () => {
    const { host, stream } = startStreaming();
    const { body, completed } = await stream({ hang: true });
    const chunks = body[Symbol.asyncIterator]();
    await chunks.next();
    const rest = chunks.next();
    await Promise.all([expect(completed).rejects.toThrow('The local Lambda has ended.'), host.close()]);
    expect((await rest).done).toBe(true);
  });

  it('is collected for a caller that does not stream', async () => {
    const { host } = startStreaming();
    expect((await host.invoke('subject', '{}')).payload).toBe('first last');
  });
});

it('the response of a handler that does not stream is one chunk for a streaming caller', async () => {
  const { host } = startLambda();
  const { body, contentType, completed } = await host.invokeStreaming('subject', '{"do":"echo"}');
  expect(contentType).toBeUndefined();
  expect(JSON.parse(await textOf(body)).invocations).toBe(1);
  expect((await completed).payload).toContain('"invocations":1');
});
