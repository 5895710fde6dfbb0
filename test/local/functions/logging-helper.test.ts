import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FunctionConfig } from '../../../local/functions/function-config.ts';
import { restEvent } from '../../helper/gateway-events.ts';
import { startLambda } from './local-lambda.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const FIXTURE = join(ROOT, 'test', 'fixtures', 'logging', 'handler.ts');
const BUNDLE = { bundle: true, platform: 'node', format: 'esm', minify: true } as const;

let codeDirectory: string;
beforeAll(async () => {
  codeDirectory = mkdtempSync(join(tmpdir(), 'tailgate-test-'));
  await build({ ...BUNDLE, entryPoints: [FIXTURE], outfile: join(codeDirectory, 'index.mjs') });
});
afterAll(() => rmSync(codeDirectory, { recursive: true }));

function startFunction(config: Partial<FunctionConfig> = {}) {
  const { host, sink, invoke } = startLambda({ codeDirectory, handler: 'index.handler', logFormat: 'JSON', ...config });
  /** The lines of the function itself, in order. */
  const lines = () =>
    sink
      .messages()
      .map((message) => JSON.parse(message))
      .filter((line) => line.type === undefined);
  return { host, sink, invoke, lines };
}

describe('the logging helper in a function', () => {
  it('writes its debug lines when the function fails, if the application level allows them', async () => {
    const { invoke, lines, sink } = startFunction({
      applicationLogLevel: 'DEBUG',
      environment: { POWERTOOLS_LOG_LEVEL: 'INFO' },
    });
    await invoke(restEvent());
    expect(lines().map((line) => line.message)).toEqual(['at info', 'api.call']);
    await invoke(restEvent({ fail: true }));
    const failed = lines().slice(2);
    expect(failed.map((line) => line.message)).toEqual(expect.arrayContaining(['at debug', 'at info', 'api.call']));
    expect(failed.find((line) => line.message === 'api.call')?.apiCall).toMatchObject({
      status: 502,
      error: 'Error: failed',
    });
    expect(sink.messages().join('\n')).not.toContain('s3cr3t-planted');
  });

  it.each(['WARN', 'ERROR', 'FATAL'] as const)(
    'writes its record of the call at the application level %s',
    async (level) => {
      const { invoke, lines } = startFunction({ applicationLogLevel: level });
      const { value } = await invoke(restEvent());
      expect(value).toEqual({ statusCode: 200, body: 'done' });
      expect(lines().map((line) => line.message)).toEqual(['api.call']);
    },
  );

  it('names the invocation in its lines', async () => {
    const { invoke, lines } = startFunction();
    const { requestId } = await invoke(restEvent());
    expect(lines().map((line) => line.function_request_id)).toEqual([requestId, requestId]);
    expect(lines()[1].apiCall).toMatchObject({ functionRequestId: requestId, traceId: lines()[1].xray_trace_id });
  });

  it('warns before the timeout', async () => {
    const { invoke, lines } = startFunction({ timeoutMs: 1000 });
    await invoke({ waitMs: 10_000 });
    expect(lines().map((line) => line.message)).toContain('the function is about to time out');
  });

  it.each(['wrappedOutside', 'wrappedInside'])('does not change a streaming handler (%s)', async (name) => {
    const { host, lines } = startFunction({ handler: `index.${name}` });
    const { body, completed } = await host.invokeStreaming('subject', JSON.stringify(restEvent()));
    let text = '';
    for await (const chunk of body) text += Buffer.from(chunk).toString();
    expect(text).toBe('first last');
    expect((await completed).functionError).toBeUndefined();
    expect(lines().map((line) => line.message)).toEqual(['streaming', 'api.call']);
    expect(lines()[1].apiCall).toMatchObject({ status: 200, response: null });
    const failing = await host.invokeStreaming('subject', JSON.stringify(restEvent({ fail: true })));
    for await (const _ of failing.body);
    expect((await failing.completed).functionError).toBeDefined();
  });

  it.each([
    ['404', ['api.call']],
    ['503', ['at debug', 'api.call']],
  ])('records the status %s that a streaming handler sets', async (status, messages) => {
    const { host, lines } = startFunction({
      handler: 'index.streamedStatus',
      applicationLogLevel: 'DEBUG',
      environment: { POWERTOOLS_LOG_LEVEL: 'INFO' },
    });
    const { body, completed } = await host.invokeStreaming('subject', JSON.stringify(restEvent({ body: status })));
    for await (const _ of body);
    await completed;
    expect(lines().map((line) => line.message)).toEqual(messages);
    expect(lines().at(-1).apiCall).toMatchObject({ status: Number(status) });
  });

  it('does what the example in the README says', async () => {
    const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
    const [, example = ''] = /## Logging inside a function.*?```ts\n(.*?)```/s.exec(readme) ?? [];
    await build({
      ...BUNDLE,
      stdin: { contents: example, loader: 'ts', resolveDir: ROOT },
      alias: { 'tailgate/lambda': join(ROOT, 'helper', 'index.ts') },
      outfile: join(codeDirectory, 'example.mjs'),
    });
    const { invoke, lines } = startFunction({ handler: 'example.handler' });
    const { value } = await invoke(restEvent({ body: '[1, 2]' }));
    expect(value).toEqual({ statusCode: 201, body: '{"total":3}' });
    expect(lines().map((line) => line.message)).toEqual(['begin add up', 'end add up', 'order placed', 'api.call']);
  });
});
