import { describe, expect, it } from 'vitest';
import { startLambda } from './local-lambda.ts';

const old = (handler: string) => startLambda({ runtime: 'nodejs22.x', handler: `callbacks.${handler}` });

describe('nodejs22.x and older', () => {
  it('responds with the callback', async () => {
    const { invoke } = old('handler');
    expect((await invoke({ value: 7 })).value).toEqual({ called: 7 });
    expect(await invoke({ error: 'no' })).toMatchObject({
      functionError: 'Unhandled',
      value: { errorType: 'Error', errorMessage: 'no' },
    });
  });

  it('waits until the event loop is empty before it responds with the callback, unless the context says otherwise', async () => {
    const { invoke, sink } = old('handler');
    await invoke({ timer: 60 });
    expect(sink.messages().some((line) => line.endsWith('\tINFO\ttimer ran\n'))).toBe(true);
    const before = sink.messages().length;
    await invoke({ timer: 60, waits: false });
    expect(
      sink
        .messages()
        .slice(before)
        .some((line) => line.includes('timer ran')),
    ).toBe(false);
  });

  it('responds with null if the callback is not called: the return value of a handler that is not async is ignored', async () => {
    expect((await old('handler').invoke({ silent: true })).payload).toBe('null');
  });

  it.each([
    ['done', 'done', undefined],
    ['succeed', 'succeeded', undefined],
    ['promised', 'promised', undefined],
    ['fail', expect.objectContaining({ errorMessage: 'failed' }), 'Unhandled'],
  ])('responds with context.%s', async (handler, value, functionError) => {
    const result = await old(handler).invoke();
    expect(result.value).toEqual(value);
    expect(result.functionError).toBe(functionError);
  });

  it('warns about a handler with a callback parameter, as the service does', async () => {
    const { invoke, sink } = old('handler');
    await invoke();
    expect(sink.messages()[1]).toMatch(
      /^[^\t]*Z\tundefined\tWARN\tAWS Lambda plans to remove support for callback-based/,
    );
  });

  it('fails an async handler whose promise can no longer settle', async () => {
    const { invoke, sink } = old('unsettled');
    expect((await invoke()).value.errorType).toBe('Runtime.NodeJsExit');
    expect(sink.messages().at(-1)).toMatch(/MB\tInit Duration: [\d.]+ ms\t\n$/);
  });

  it('logs an unhandled rejection and exits; an earlier response stays valid', async () => {
    const { invoke, sink } = old('rejecting');
    const { value, functionError } = await invoke();
    expect([value, functionError]).toEqual(['answered before', undefined]);
    const [rejection, exit, , report] = sink.messages().slice(-4);
    expect(rejection).toMatch(
      /\tERROR\tUnhandled Promise Rejection \t\{"errorType":"Runtime.UnhandledPromiseRejection","errorMessage":"TypeError: this error is not caught","reason":\{"errorType":"TypeError"/,
    );
    expect(exit).toMatch(/Runtime exited with error: exit status 128\nRuntime.ExitError\n$/);
    expect(report).toMatch(/\tStatus: error\tError Type: Runtime.ExitError\n$/);
  });

  it.each([
    ['unhandled rejection', 'Runtime.UnhandledPromiseRejection', 'TypeError: this error is not caught'],
    ['uncaught exception', 'TypeError', 'this error is not caught'],
  ])('responds with an uncaught error that occurs before the response: %s', async (kind, errorType, errorMessage) => {
    const { invoke } = startLambda({ runtime: 'nodejs22.x' });
    expect((await invoke({ do: kind })).value).toMatchObject({ errorType, errorMessage });
  });

  it('logs an initialization that fails as an uncaught exception', async () => {
    const { invoke, sink } = startLambda({ runtime: 'nodejs22.x', handler: 'missing.handler' });
    await invoke();
    expect(sink.messages()[1]).toMatch(
      /^[^\t]*Z\tundefined\tERROR\tUncaught Exception \t\{"errorType":"Runtime.ImportModuleError","errorMessage":"Error: Cannot find module '.\/not-there.cjs'\\nRequire stack:/,
    );
  });
});

describe('nodejs24.x', () => {
  it('rejects a handler with a callback parameter', async () => {
    const { invoke, sink } = startLambda({ handler: 'callbacks.handler' });
    expect((await invoke()).value).toMatchObject({
      errorType: 'Runtime.CallbackHandlerDeprecated',
      errorMessage: expect.stringMatching(
        /^ERROR: AWS Lambda has removed support for callback-based function handlers/,
      ),
    });
    expect(sink.messages().at(-1)).toMatch(/\tError Type: Runtime.CallbackHandlerDeprecated\n$/);
  });

  it('exits after an unhandled rejection, before it sends the response', async () => {
    const { invoke } = startLambda({ handler: 'callbacks.rejecting' });
    expect((await invoke()).value.errorType).toBe('Runtime.ExitError');
  });

  it('has no context.succeed, fail and done', async () => {
    const { invoke } = startLambda({ handler: 'callbacks.succeed' });
    expect((await invoke()).value).toMatchObject({
      errorType: 'TypeError',
      errorMessage: 'context.succeed is not a function',
    });
  });
});

describe('a handler', () => {
  it.each([
    ['is CommonJS', 'common.handler', { from: 'CommonJS', event: {} }],
    ['computes its exports', 'computed.handler', 'computed'],
    ['requires other files of its asset', 'requires.handler', 'required/here'],
    ['is an ES module by its syntax', 'modern.handler', { module: true }],
    ['awaits at its top level', 'awaiting.handler', 'awaited'],
    ['imports the AWS SDK that the runtime includes', 'sdk.handler', 'function'],
    ['is in a folder', 'lib/nested.handler', 'nested'],
  ])('may be one that %s', async (_, handler, value) => {
    expect((await startLambda({ handler }).invoke()).value).toEqual(value);
  });

  it('may be a property of an export', async () => {
    const { invoke } = startLambda({ handler: 'outcomes.nested.inside.handler' });
    expect((await invoke({ do: 'echo' })).value.invocations).toBe(1);
  });
});
