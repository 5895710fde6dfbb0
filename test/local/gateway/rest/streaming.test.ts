import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { StreamedByTest } from '../shared/scripted-invoker.ts';
import { call, start } from './local-api.ts';
import type { StageProperties } from './notes-api.ts';

const NUL = '\0'.repeat(8);
const HEAD = `{"statusCode":201,"headers":{"Content-Type":"text/plain"},"multiValueHeaders":{"X-Many":["a","b"]},"cookies":["c=1"]}${NUL}`;

const streaming = (streamed: StreamedByTest) => () => streamed;

describe('a streamed answer', () => {
  it.each([
    ['in one piece', [`${HEAD}hello world`]],
    ['in pieces that part its head', [HEAD.slice(0, 20), HEAD.slice(20, -3), HEAD.slice(-3), 'hello', ' world']],
  ])('has the status, the headers and the body that came %s', async (_, chunks) => {
    const { url, access, execution } = await start(streaming({ chunks }));
    const answer = await call(`${url}/streamed`);
    expect(answer).toMatchObject({ status: 201, text: 'hello world' });
    expect(answer.headers).toMatchObject({ 'content-type': 'text/plain', 'x-many': 'a, b', 'set-cookie': ['c=1'] });
    await vi.waitFor(() => expect(access()).toHaveLength(1));
    expect(access()).toMatchObject([{ status: '201', responseLength: '11', integrationRequestId: 'lambda-id' }]);
    expect(execution()).toContain('Successfully completed execution');
  });

  it('comes to the client before the function has ended, and is logged at its end', async () => {
    const gate = Promise.withResolvers<void>();
    const chunks = async function* () {
      yield `{}${NUL}first`;
      await gate.promise;
      yield 'second';
    };
    const { url, access } = await start(streaming({ chunks: chunks() }));
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
    ['without the mark', ['{"statusCode":200} hello']],
    ['with a head that is no JSON', [`hello${NUL}world`]],
    ['with a head that is no object', [`7${NUL}world`]],
    ['with a status that is none', [`{"statusCode":"many"}${NUL}world`]],
    ['with a head that does not end', ['x'.repeat(9_000), 'x'.repeat(9_000), NUL]],
    ['that is empty', []],
  ])('%s is 502', async (_, chunks) => {
    const { url, execution } = await start(() => ({ chunks, failure: undefined }), { level: 'ERROR' });
    const answered = call(`${url}/streamed`);
    expect(await answered).toMatchObject({ status: 502, text: '{"message":"Internal server error"}' });
    expect(execution()[0]).toBe('Execution failed due to configuration error: Malformed Lambda proxy response');
  });

  it('is 502 when the function fails before it sends anything', async () => {
    const { url, execution } = await start(streaming({ chunks: [], failure: 'oops' }), { level: 'ERROR' });
    expect((await call(`${url}/streamed`)).status).toBe(502);
    expect(execution()[0]).toContain('due to customer function error: oops. Lambda request id: lambda-id');
  });

  it('is cut off, not ended, when the function fails in the middle', async () => {
    const { url, execution, access } = await start(streaming({ chunks: [`{}${NUL}half`], failure: 'oops' }), {
      level: 'ERROR',
    });
    await expect(call(`${url}/streamed`)).rejects.toThrow('aborted');
    await vi.waitFor(() => expect(access()).toMatchObject([{ status: '200', responseLength: '4' }]));
    expect(execution()).toEqual([
      expect.stringContaining('customer function error: oops'),
      'Method completed with status: 200',
    ]);
  });

  it('is cut off when its time is over', async () => {
    const chunks = async function* () {
      yield `{}${NUL}half`;
      await new Promise(() => undefined);
    };
    const { url, execution } = await start(streaming({ chunks: chunks() }), { level: 'ERROR', streamTimeoutMs: 60 });
    await expect(call(`${url}/streamed`)).rejects.toThrow('aborted');
    await vi.waitFor(() => expect(execution()[0]).toBe('Execution failed due to a timeout error'));
  });

  it.each<[string, StageProperties, number]>([
    ['an edge-optimized API, half a minute', { endpointTypes: ['EDGE'] }, 30_000],
    ['an API whose template does not say, the same', {}, 30_000],
    ['a regional API, five minutes', { endpointTypes: ['REGIONAL'] }, 300_000],
    ['a private API, five minutes', { endpointTypes: ['PRIVATE'] }, 300_000],
  ])('is cut off when nothing came for too long: %s', async (_, stage, idleMs) => {
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
    const { url, execution } = await start(streaming({ chunks: chunks() }), { ...stage, level: 'ERROR' });
    const outgoing = request(`${url}/streamed`, { agent: false });
    outgoing.end();
    const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
    response.setEncoding('utf8');
    const aborted = once(response, 'error');
    // The gateway waits for what comes next.
    const waiting = async () => {
      while (vi.getTimerCount() === 0) await new Promise(setImmediate);
    };
    expect(await once(response, 'data')).toEqual(['first']);
    await waiting();
    vi.advanceTimersByTime(idleMs - 1);
    more.resolve();
    expect(await once(response, 'data')).toEqual(['second']);
    await waiting();
    vi.advanceTimersByTime(idleMs - 1);
    await new Promise(setImmediate);
    expect(response.destroyed).toBe(false);
    vi.advanceTimersByTime(1);
    expect(await aborted).toMatchObject([{ message: 'aborted' }]);
    while (execution().length === 0) await new Promise(setImmediate);
    expect(execution()[0]).toBe('Execution failed due to a timeout error');
  });

  it('is 504 when nothing comes in time', async () => {
    const chunks = async function* () {
      await new Promise(() => undefined);
      yield '';
    };
    const { url } = await start(streaming({ chunks: chunks() }), { streamTimeoutMs: 60 });
    expect((await call(`${url}/streamed`)).status).toBe(504);
  });
});
