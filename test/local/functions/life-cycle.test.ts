import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { FIXTURES, functionConfig } from './function-config.ts';
import { eventually, isAlive, startLambda } from './local-lambda.ts';

describe('an environment', () => {
  it('calls the handler with the event and the complete context', async () => {
    const { host, sink } = startLambda();
    const traceId = 'Root=1-2-3;Parent=4;Sampled=1';
    const { payload, requestId } = await host.invoke('subject', '{"do":"context"}', {
      traceId,
      clientContext: '{"custom":{"a":1}}',
    });
    expect(JSON.parse(payload)).toEqual({
      functionName: 'subject',
      functionVersion: '$LATEST',
      invokedFunctionArn: 'arn:aws:lambda:eu-central-1:123456789012:function:subject',
      memoryLimitInMB: '256',
      awsRequestId: requestId,
      logGroupName: '/aws/lambda/subject',
      logStreamName: sink.streams[0],
      clientContext: { custom: { a: 1 } },
      remaining: expect.any(Number),
      traceId,
    });
  });

  it('has the variables of Lambda and of the function, but not of the host; variables of the local AWS override them', async () => {
    const config = functionConfig({
      environment: { TABLE: 'notes', AWS_REGION: 'mars-north-1', AWS_ENDPOINT_URL: 'https://example.com' },
      logFormat: 'JSON',
    });
    const { invoke, sink } = startLambda([config], { environment: { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' } });
    const { value } = await invoke({ do: 'environment' });
    expect(value).toMatchObject({
      TABLE: 'notes',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
      AWS_REGION: 'eu-central-1',
      AWS_DEFAULT_REGION: 'eu-central-1',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      AWS_LAMBDA_FUNCTION_NAME: 'subject',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/subject',
      AWS_LAMBDA_LOG_STREAM_NAME: sink.streams[0],
      AWS_LAMBDA_LOG_FORMAT: 'JSON',
      AWS_LAMBDA_LOG_LEVEL: 'INFO',
      _HANDLER: 'outcomes.handler',
      LAMBDA_TASK_ROOT: FIXTURES,
      TZ: ':UTC',
      _X_AMZN_TRACE_ID: expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/),
    });
    expect(Object.keys(value).filter((name) => /TAILGATE|VITEST|^HOME$/.test(name))).toEqual([]);
  });

  it('has no log level among its variables in the text format', async () => {
    const { invoke } = startLambda();
    expect((await invoke({ do: 'environment' })).value).not.toHaveProperty('AWS_LAMBDA_LOG_LEVEL');
  });

  it('is used again when it is free', async () => {
    const { invoke, sink } = startLambda();
    expect((await invoke({ do: 'echo' })).value.invocations).toBe(1);
    expect((await invoke({ do: 'echo' })).value.invocations).toBe(2);
    expect(sink.streams).toHaveLength(1);
  });

  it('is frozen between invocations: background work of the handler continues with the next one', async () => {
    const { invoke } = startLambda();
    const { pid } = (await invoke({ do: 'echo' })).value;
    await invoke({ do: 'tick' });
    if (process.platform === 'linux') {
      await eventually(() => /\) T /.test(readFileSync(`/proc/${pid}/stat`, 'utf8')));
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect((await invoke({ do: 'tick' })).value).toBeLessThan(10);
    await invoke({ do: 'wait', milliseconds: 100 });
    expect((await invoke({ do: 'tick' })).value).toBeGreaterThan(10);
  });

  it('may fail the next invocation because of background work of an earlier one', async () => {
    const { invoke } = startLambda();
    expect((await invoke({ do: 'later rejection' })).functionError).toBeUndefined();
    expect((await invoke({ do: 'wait', milliseconds: 1000 })).value.errorType).toBe('Runtime.ExitError');
  });

  it('is ended after its idle time', async () => {
    const { invoke } = startLambda({}, { idleMs: 50 });
    const { pid } = (await invoke({ do: 'echo' })).value;
    await eventually(() => !isAlive(pid));
    expect((await invoke({ do: 'echo' })).value.invocations).toBe(1);
  });
});

describe('concurrent invocations', () => {
  it('use one environment each, up to the limit of the function; further invocations wait, with one notice', async () => {
    const { host, notices } = startLambda({}, { maxEnvironmentsPerFunction: 3 });
    const pids = await Promise.all(
      Array.from({ length: 8 }, async () => {
        const { payload } = await host.invoke('subject', '{"do":"wait","milliseconds":30}');
        return JSON.parse(payload).pid;
      }),
    );
    expect(new Set(pids).size).toBe(3);
    expect(notices).toEqual([
      'subject: all execution environments are busy; invocations wait (limits: 3 per function, 32 in total)',
    ]);
  });

  it('use as many environments as the function reserves, if that is more', async () => {
    const { host } = startLambda({ reservedConcurrency: 4 }, { maxEnvironmentsPerFunction: 2 });
    const pids = await Promise.all(
      Array.from({ length: 4 }, async () => {
        const { payload } = await host.invoke('subject', '{"do":"wait","milliseconds":30}');
        return JSON.parse(payload).pid;
      }),
    );
    expect(new Set(pids).size).toBe(4);
  });

  it('share the limit of all functions: a free environment is ended for another function', async () => {
    const functions = ['a', 'b', 'c'].map((name) => functionConfig({ name }));
    const { host } = startLambda(functions, { maxEnvironments: 2 });
    const pidOf = async (name: string) => JSON.parse((await host.invoke(name, '{"do":"echo"}')).payload).pid;
    const first = await pidOf('a');
    const second = await pidOf('b');
    await pidOf('c');
    await eventually(() => !isAlive(first));
    expect(isAlive(second)).toBe(true);
  });

  it('do not starve a function that has no environment yet', async () => {
    const functions = ['busy', 'late'].map((name) => functionConfig({ name }));
    const { host } = startLambda(functions, { maxEnvironments: 1 });
    const order: string[] = [];
    const call = async (name: string) => {
      await host.invoke(name, '{"do":"nothing"}');
      order.push(name);
    };
    await Promise.all([call('busy'), call('busy'), call('busy'), call('late'), call('busy')]);
    expect(order.indexOf('late')).toBeLessThan(3);
    expect(order).toHaveLength(5);
  });

  it('are rejected over the reserved concurrency, and accepted again afterwards', async () => {
    const { host, invoke } = startLambda({ reservedConcurrency: 2 });
    const running = [1, 2].map(() => invoke({ do: 'wait', milliseconds: 50 }));
    await expect(invoke({ do: 'echo' })).rejects.toMatchObject({
      name: 'TooManyRequestsException',
      status: 429,
      detail: { Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded' },
    });
    await Promise.all(running);
    expect((await invoke({ do: 'echo' })).functionError).toBeUndefined();
    expect(host.functions).toHaveLength(1);
  });

  it('are all rejected if the reserved concurrency is 0', async () => {
    const { invoke } = startLambda({ reservedConcurrency: 0 });
    await expect(invoke()).rejects.toMatchObject({ name: 'TooManyRequestsException' });
  });

  it('may be five hundred: each receives its own response', async () => {
    const { host } = startLambda({}, { maxEnvironmentsPerFunction: 4 });
    const responses = await Promise.all(
      Array.from({ length: 500 }, async (_, number) => {
        const { payload } = await host.invoke('subject', JSON.stringify({ do: 'echo', number }));
        return JSON.parse(payload).event.number;
      }),
    );
    expect(responses).toEqual(Array.from({ length: 500 }, (_, number) => number));
  });

  it('find a function by ARN, with or without a version or an alias; an unknown one is a ResourceNotFoundException', async () => {
    const { host } = startLambda();
    const arn = 'arn:aws:lambda:eu-central-1:123456789012:function:subject';
    for (const name of [arn, `${arn}:live`, '123456789012:function:subject', 'subject:$LATEST']) {
      expect((await host.invoke(name, '{"do":"nothing"}')).payload).toBe('null');
    }
    await expect(host.invoke('absent', '{}')).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      status: 404,
      message: 'Function not found: arn:aws:lambda:eu-central-1:123456789012:function:absent',
    });
  });
});

describe('closing the host', () => {
  it('ends all processes, even frozen, looping and starting ones; running invocations fail', async () => {
    const functions = ['frozen', 'looping', 'starting'].map((name) => functionConfig({ name }));
    const { host, sink } = startLambda(functions);
    await host.invoke('frozen', '{"do":"print pid"}');
    const looping = expect(host.invoke('looping', '{"do":"print pid and loop"}')).rejects.toThrow('has ended');
    const pids = () =>
      sink
        .messages()
        .flatMap((line) => /pid=(\d+)/.exec(line)?.[1] ?? [])
        .map(Number);
    await eventually(() => pids().length === 2);
    const starting = expect(host.invoke('starting', '{"do":"echo"}')).rejects.toThrow('has ended');
    await host.close();
    expect(pids().filter(isAlive)).toEqual([]);
    await Promise.all([looping, starting]);
    await expect(host.invoke('frozen', '{}')).rejects.toThrow('has ended');
  });

  it('starts no new process, even for an initialization that it has interrupted', async () => {
    const { host, sink } = startLambda({ handler: 'slow-start.handler' });
    const invocation = expect(host.invoke('subject', '{}')).rejects.toThrow('has ended');
    await eventually(() => sink.messages().some((line) => line.includes('pid=')));
    await host.close();
    await invocation;
    const written = sink.messages();
    expect(written.filter((line) => line.includes('pid='))).toHaveLength(1);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(sink.messages()).toEqual(written);
  });

  it('with kill -9 also ends the processes of its functions, both frozen and looping ones', async () => {
    const host = spawn(process.execPath, [join(FIXTURES, 'host.mts')], { stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void host.kill('SIGKILL'));
    const [output] = await once(host.stdout, 'data');
    const pids = String(output).trim().split(' ').map(Number);
    expect(pids).toHaveLength(2);
    expect(pids.filter(isAlive)).toEqual(pids);
    host.kill('SIGKILL');
    await eventually(() => !pids.some(isAlive));
  });
});
