import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { ScriptedStream } from '../shared/scripted-invoker.ts';
import { call } from '../shared/serve-api.ts';
import type { RestApiProperties } from './rest-api-resources.ts';
import { startRestApi } from './start-rest-api.ts';

const NUL = '\0'.repeat(8);
const HEAD = `{"statusCode":201,"headers":{"Content-Type":"text/plain"},"multiValueHeaders":{"X-Many":["a","b"]},"cookies":["c=1"]}${NUL}`;

const streaming = (streamed: ScriptedStream) => () => streamed;

describe('a streamed response', () => {
  it.each([
    ['in one chunk', [`${HEAD}hello world`]],
    ['in chunks that split the metadata', [HEAD.slice(0, 20), HEAD.slice(20, -3), HEAD.slice(-3), 'hello', ' world']],
  ])('has the status, the headers and the body of a function that sends them %s', async (_, chunks) => {
    const { url, access, execution } = await startRestApi(streaming({ chunks }));
    const response = await call(`${url}/streamed`);
    expect(response).toMatchObject({ status: 201, text: 'hello world' });
    expect(response.headers).toMatchObject({ 'content-type': 'text/plain', 'x-many': 'a, b', 'set-cookie': ['c=1'] });
    await vi.waitFor(() => expect(access()).toHaveLength(1));
    expect(access()).toMatchObject([{ status: '201', responseLength: '11', integrationRequestId: 'lambda-id' }]);
    expect(execution()).toContain('Successfully completed execution');
  });

  it('reaches the client before the function ends, and is logged at its end', async () => {
    const gate = Promise.withResolvers<void>();
    const chunks = async function* () {
      yield `{}${NUL}first`;
      await gate.promise;
      yield 'second';
    };
    const { url, access } = await startRestApi(streaming({ chunks: chunks() }));
    const outgoing = request(`${url}/streamed`, { agent: false });
    outgoing.end();
    const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
    response.setEncoding('utf8');
    expect(await once(response, 'data')).toEqual(['first']);
    expect(access()).toEqual([]);
    gate.resolve();
    expect(await once(response, 'data')).toEqual(['second']);
    await vi.waitFor(() => expect(access()).toMatchObject([{ status: '200', responseLength: '11' }]));
  });

  it.each([
    ['without the delimiter', ['{"statusCode":200} hello']],
    ['with metadata that is not JSON', [`hello${NUL}world`]],
    ['with metadata that is not an object', [`7${NUL}world`]],
    ['with a status that is not valid', [`{"statusCode":"many"}${NUL}world`]],
    ['with metadata over the limit', ['x'.repeat(9_000), 'x'.repeat(9_000), NUL]],
    ['that is empty', []],
  ])('%s is a 502', async (_, chunks) => {
    const { url, execution } = await startRestApi(() => ({ chunks, failure: undefined }), { level: 'ERROR' });
    expect(await call(`${url}/streamed`)).toMatchObject({ status: 502, text: '{"message":"Internal server error"}' });
    expect(execution()[0]).toBe('Execution failed due to configuration error: Malformed Lambda proxy response');
  });

  it('is a 502 when the function fails before its first chunk', async () => {
    const { url, execution } = await startRestApi(streaming({ chunks: [], failure: 'oops' }), { level: 'ERROR' });
    expect((await call(`${url}/streamed`)).status).toBe(502);
    expect(execution()[0]).toContain('due to customer function error: oops. Lambda request id: lambda-id');
  });

  it('is aborted when the function fails after its first chunk', async () => {
    const { url, execution, access } = await startRestApi(streaming({ chunks: [`{}${NUL}half`], failure: 'oops' }), {
      level: 'ERROR',
    });
    await expect(call(`${url}/streamed`)).rejects.toThrow('aborted');
    await vi.waitFor(() => expect(access()).toMatchObject([{ status: '200', responseLength: '4' }]));
    expect(execution()).toEqual([
      expect.stringContaining('customer function error: oops'),
      'Method completed with status: 200',
    ]);
  });

  it('is aborted after the timeout of the integration', async () => {
    const chunks = async function* () {
      yield `{}${NUL}half`;
      await new Promise(() => undefined);
    };
    const { url, execution } = await startRestApi(streaming({ chunks: chunks() }), {
      level: 'ERROR',
      streamTimeoutMs: 60,
    });
    await expect(call(`${url}/streamed`)).rejects.toThrow('aborted');
    await vi.waitFor(() => expect(execution()[0]).toBe('Execution failed due to a timeout error'));
  });

  it.each<[string, RestApiProperties, number]>([
    ['an edge-optimized API, 30 seconds', { endpointTypes: ['EDGE'] }, 30_000],
    ['an API without an endpoint type, 30 seconds', {}, 30_000],
    ['a regional API, five minutes', { endpointTypes: ['REGIONAL'] }, 300_000],
    ['a private API, five minutes', { endpointTypes: ['PRIVATE'] }, 300_000],
  ])('is aborted after the idle timeout: %s', async (_, stage, idleMs) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const more = Promise.withResolvers<void>();
    const chunks = async function* () {
      yield `{}${NUL}first`;
      await more.promise;
      yield 'second';
      await new Promise(() => undefined);
    };
    const { url, execution } = await startRestApi(streaming({ chunks: chunks() }), { ...stage, level: 'ERROR' });
    const outgoing = request(`${url}/streamed`, { agent: false });
    outgoing.end();
    const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
    response.setEncoding('utf8');
    const aborted = once(response, 'error');
    // The gateway waits for the next chunk.
    const idleTimerStarted = async () => {
      while (vi.getTimerCount() === 0) await new Promise(setImmediate);
    };
    expect(await once(response, 'data')).toEqual(['first']);
    await idleTimerStarted();
    vi.advanceTimersByTime(idleMs - 1);
    more.resolve();
    expect(await once(response, 'data')).toEqual(['second']);
    await idleTimerStarted();
    vi.advanceTimersByTime(idleMs - 1);
    await new Promise(setImmediate);
    expect(response.destroyed).toBe(false);
    vi.advanceTimersByTime(1);
    expect(await aborted).toMatchObject([{ message: 'aborted' }]);
    while (execution().length === 0) await new Promise(setImmediate);
    expect(execution()[0]).toBe('Execution failed due to a timeout error');
  });

  it('is a 504 when the first chunk does not arrive before the timeout', async () => {
    const chunks = async function* () {
      await new Promise(() => undefined);
      yield '';
    };
    const { url } = await startRestApi(streaming({ chunks: chunks() }), { streamTimeoutMs: 60 });
    expect((await call(`${url}/streamed`)).status).toBe(504);
  });
});
