import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { processStart } from '../../local/process-start.ts';
import { type RunningCommand, readRunningCommand, writeRunningCommand } from '../../local/running-command.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tailgate-test-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const RUNNING: RunningCommand = {
  pid: process.pid,
  endpoint: 'http://127.0.0.1:4580',
  region: 'us-east-1',
  apis: { 'Shop/Api/prod': 'http://127.0.0.1:4581/prod' },
  startedAt: new Date().toISOString(),
};

it('finds the command that runs, also one without `command`, of an earlier version', () => {
  for (const file of [RUNNING, { ...RUNNING, command: 'logs run' } as const]) {
    writeRunningCommand(directory, file);
    expect(readRunningCommand(directory)).toEqual(file);
  }
});

it.each(['http://localhost:4580', 'http://127.0.0.2:1', 'http://[::1]:4580'])('accepts the endpoint %s', (endpoint) => {
  writeRunningCommand(directory, { ...RUNNING, endpoint });
  expect(readRunningCommand(directory)?.endpoint).toBe(endpoint);
});

it('the start of a process is known', async () => {
  const child = spawn(process.execPath, ['--eval', 'setTimeout(() => {}, 1e6)']);
  try {
    const before = Date.now();
    await once(child, 'spawn');
    expect(Math.abs((processStart(child.pid as number) ?? 0) - before)).toBeLessThan(5_000);
  } finally {
    child.kill('SIGKILL');
    await once(child, 'close');
  }
  expect(processStart(child.pid as number)).toBeUndefined();
});

// The id of a process exists again after a restart of the machine, and in every container.
it('another process that has the id now is not the command', () => {
  const yesterday = new Date(Date.now() - 86_400_000).toISOString();
  writeRunningCommand(directory, { ...RUNNING, startedAt: yesterday });
  expect(readRunningCommand(directory)).toBeUndefined();
});

it.each<[string, unknown]>([
  ['null', null],
  ['a list', []],
  ['no members', {}],
  ['another command', { ...RUNNING, command: 'rm' }],
  ['a process id that is a text', { ...RUNNING, pid: '1' }],
  ['no time', { ...RUNNING, startedAt: undefined }],
  ['a text that is not a time', { ...RUNNING, startedAt: 'soon' }],
  ['APIs that are not URLs', { ...RUNNING, apis: { a: 1 } }],
  ['the endpoint of another machine', { ...RUNNING, endpoint: 'http://logs.example.com' }],
  ['an endpoint that looks like this machine', { ...RUNNING, endpoint: 'http://localhost@example.com' }],
  ['an endpoint that is no URL', { ...RUNNING, endpoint: 'localhost' }],
])('a file is ignored with %s', (_, content) => {
  mkdirSync(join(directory, '.tailgate'));
  writeFileSync(join(directory, '.tailgate', 'dev.json'), JSON.stringify(content));
  expect(readRunningCommand(directory)).toBeUndefined();
});
