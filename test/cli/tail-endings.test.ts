import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../core/clock.ts';
import { type Faults, FaultyLogs } from '../core/sources/faulty-logs.ts';
import type { ScriptedEvent } from '../core/sources/scripted-event.ts';
import { RUN, RunningLogs, runLogs } from './run-logs.ts';

const GROUP = '/orders';
let cwd: string;
let server: FaultyLogs | undefined;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'tailgate-test-'));
});
afterEach(async () => {
  await server?.stop();
});
afterAll(() => rmSync(cwd, { recursive: true }));

const event = (message: string, ago = 0): ScriptedEvent => {
  const timestamp = Date.now() - ago;
  return { group: GROUP, timestamp, arrival: 0, message };
};

/** Starts a local CloudWatch Logs with these events, and returns its URL. */
function serve(events: readonly ScriptedEvent[], faults: Partial<Faults> = {}): Promise<string> {
  server = new FaultyLogs(events, { pageSize: 10, ...faults }, { ...systemClock, busy: 0 }, 1);
  return server.start();
}

function follow(endpoint: string, ...flags: string[]): RunningLogs {
  return new RunningLogs(['tail', '-f', GROUP, '--raw', '--endpoint-url', endpoint, ...flags], { cwd });
}

const lines = (text: string) => text.trimEnd().split('\n');

describe('tail -f ends', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'on %s with the fetched events, a summary, and 130',
    async (signal) => {
      const running = follow(await serve([event('one', 2000), event('two', 1000)]));
      await running.until(({ stdout }) => stdout.includes('two'));
      const { code, stdout, stderr } = await running.interrupt(signal);
      expect({ code, stdout }).toEqual({ code: 130, stdout: 'one\ntwo\n' });
      expect(lines(stderr)).toEqual([`following ${GROUP}; Ctrl-C ends`, '2 events shown']);
    },
  );

  it('when the terminal was closed, without a message', async () => {
    const running = follow(await serve([event('one')]));
    await running.until(({ stdout }) => stdout.includes('one'));
    running.child.stdout.destroy();
    running.child.stderr.destroy();
    running.child.kill('SIGHUP');
    const [code, signal] = await once(running.child, 'exit');
    expect({ code, signal }).toMatchObject({ signal: null });
    expect([0, 130]).toContain(code);
  });

  it('with 0 and no error when the reader closed the pipe', async () => {
    const running = follow(await serve([event('one')]));
    await running.until(({ stdout }) => stdout.includes('one'));
    running.child.stdout.destroy();
    server?.add(event('two'));
    const { code, stderr } = await running.end();
    expect(code).toBe(0);
    expect(lines(stderr)).toEqual([`following ${GROUP}; Ctrl-C ends`]);
  });

  it('with 3 and one line when the credentials expire, after the fetched events', async () => {
    const running = follow(await serve([event('one')], { credentialsExpireAt: Date.now() + 2500 }));
    await running.until(({ stdout }) => stdout.includes('one'));
    const { code, stdout, stderr } = await running.end();
    expect({ code, stdout }).toEqual({ code: 3, stdout: 'one\n' });
    expect(lines(stderr).slice(1)).toEqual([
      'error: The AWS credentials have expired. Sign in again, then repeat the command.',
    ]);
  });
});

describe('tail -f continues', () => {
  it('after a network failure, and shows the events that arrived during it', async () => {
    const endpoint = await serve([event('before')]);
    const running = follow(endpoint);
    await running.until(({ stdout }) => stdout.includes('before'));
    await server?.stop();
    await running.until(({ stderr }) => stderr.includes('; retrying'));
    server = new FaultyLogs(
      [event('before', 60_000), event('meanwhile')],
      { pageSize: 10 },
      { ...systemClock, busy: 0 },
      1,
    );
    await server.start(Number(new URL(endpoint).port));
    await running.until(({ stdout }) => stdout.includes('meanwhile'));
    const { code, stderr } = await running.interrupt();
    expect(code).toBe(130);
    expect(lines(stderr)[1]).toMatch(/^\/orders: .*ECONNREFUSED.*; retrying$/);
    expect(stderr).toContain('/orders: available again; no events were lost\n');
  });

  it('when credentials expire and their provider renews them', async () => {
    const endpoint = await serve([event('one')], { maxCallsOfFirstKey: 20 });
    const running = new RunningLogs(
      ['tail', '-f', GROUP, '--raw', '--endpoint-url', endpoint, '--profile', 'renewed', '--region', 'eu-central-1'],
      { cwd, env: { AWS_CONFIG_FILE: renewingProfile() } },
    );
    await running.until(({ stdout }) => stdout.includes('one'));
    await expect.poll(() => server?.keys.size, { timeout: 20_000 }).toBe(2);
    server?.add(event('two'));
    await running.until(({ stdout }) => stdout.includes('two'));
    expect((await running.interrupt()).code).toBe(130);
  });
});

/** A profile with credentials from a program: the first ones expire soon, and then it returns new ones.
 *  @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html */
function renewingProfile(): string {
  const program = join(cwd, 'credentials.mjs');
  const renewedFrom = Date.now() + 3000;
  // The SDK renews credentials five minutes before they expire.
  const renewAhead = 300_000;
  writeFileSync(
    program,
    `const isFirst = Date.now() < ${renewedFrom};
const end = ${renewedFrom + renewAhead} + (isFirst ? 0 : 3_600_000);
const keys = { AccessKeyId: isFirst ? 'FIRST' : 'SECOND', SecretAccessKey: 'x' };
console.log(JSON.stringify({ Version: 1, ...keys, Expiration: new Date(end).toISOString() }));
`,
  );
  const config = join(cwd, 'config');
  writeFileSync(config, `[profile renewed]\ncredential_process = "${process.execPath}" "${program}"\n`);
  return config;
}

/** Runs the command with one output on a full disk. @returns the exit code, and what it wrote to the other output. */
async function runIntoFullDisk(
  output: 'stdout' | 'stderr',
  args: readonly string[],
): Promise<{ code: number; written: string }> {
  const full = openSync('/dev/full', 'w');
  const child = spawn(process.execPath, [RUN, ...args], {
    cwd,
    stdio: output === 'stdout' ? ['ignore', full, 'pipe'] : ['ignore', 'pipe', full],
  });
  closeSync(full);
  const other = (output === 'stdout' ? child.stderr : child.stdout) as Readable;
  const [written, [code]] = await Promise.all([text(other), once(child, 'exit')]);
  return { code, written };
}

describe('tail without -f', () => {
  it('prints the events that were fetched before the credentials expired, then one line, and ends with 3', async () => {
    const events = Array.from({ length: 100 }, (_, n) => event(`e${n}`, 60_000 - n));
    const endpoint = await serve(events, { maxCallsOfFirstKey: 4 });
    const { code, stdout, stderr } = await runLogs(['tail', GROUP, '--raw', '--endpoint-url', endpoint], { cwd });
    expect(code).toBe(3);
    expect(lines(stdout)).toEqual(events.slice(0, 40).map(({ message }) => message));
    expect(lines(stderr)).toEqual(['error: The AWS credentials have expired. Sign in again, then repeat the command.']);
  });

  it('ends with 5 and one line after a network failure', async () => {
    const endpoint = await serve([event('x')]);
    await server?.stop();
    const { code, stdout, stderr } = await runLogs(['tail', GROUP, '--endpoint-url', endpoint], { cwd });
    expect({ code, stdout }).toEqual({ code: 5, stdout: '' });
    expect(lines(stderr)).toEqual([
      expect.stringMatching(/^error: 127\.0\.0\.1:\d+ does not respond \(ECONNREFUSED\)/),
    ]);
  });

  it('ends with 6 and one line when the output cannot be written', async () => {
    const endpoint = await serve([event('x', 1000)]);
    const result = await runIntoFullDisk('stdout', ['tail', GROUP, '--endpoint-url', endpoint]);
    expect(result).toEqual({
      code: 6,
      written: 'error: The output cannot be written: no space is left on the device (ENOSPC).\n',
    });
  });

  it('shows the events when stderr cannot be written', async () => {
    const endpoint = await serve([event('x', 1000)]);
    const args = ['tail', '-f', GROUP, '--raw', '--idle-exit', '1s', '--endpoint-url', endpoint];
    expect(await runIntoFullDisk('stderr', args)).toEqual({ code: 0, written: 'x\n' });
  });

  it('shows a complete event of a megabyte in a pipe: raw, as JSON, as text', async () => {
    const message = `begin${'0123456789'.repeat(100_000)}end`;
    const endpoint = await serve([event(message, 1000)]);
    const tail = async (...flags: string[]) =>
      (await runLogs(['tail', GROUP, '--endpoint-url', endpoint, ...flags], { cwd })).stdout;
    expect(await tail('--raw')).toBe(`${message}\n`);
    expect(JSON.parse(await tail('--output', 'json')).message).toBe(message);
    expect(await tail()).toMatch(/^\S+ +\/orders +begin(0123456789){3}.*end\n$/);
  });
});
