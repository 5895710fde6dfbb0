import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Connection } from '../../../cli/session/connection.ts';
import { type ConnectionFlags, openConnection } from '../../../cli/session/open-connection.ts';
import { recordingPath, writeRunningCommand } from '../../../local/running-command.ts';

const ENDPOINT = 'http://127.0.0.1:4580';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tailgate-test-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const open = (flags: ConnectionFlags, env: NodeJS.ProcessEnv = {}) => openConnection(flags, directory, env);
const regionOf = async (connection: Connection) => (await connection.logs()).config.region();

describe('while local stacks run', () => {
  beforeEach(() => {
    const startedAt = new Date().toISOString();
    writeRunningCommand(directory, { pid: process.pid, endpoint: ENDPOINT, region: 'us-east-1', apis: {}, startedAt });
  });

  it.each<[string, ConnectionFlags]>([
    ['by default', {}],
    ['with --local, even with a profile', { local: true, profile: 'prod' }],
    ['in their own region', { region: 'us-east-1' }],
  ])('they are read, with a notice: %s', async (_, flags) => {
    const connection = open(flags, { AWS_PROFILE: 'prod', AWS_REGION: 'eu-central-1' });
    expect(connection).toMatchObject({
      isAws: false,
      notice: `reading the local stacks of \`logs dev\` (${ENDPOINT}); --no-local reads AWS`,
    });
    expect(await regionOf(connection)).toBe('us-east-1');
  });

  it('--region is ignored, with a notice', async () => {
    const connection = open({ region: 'eu-central-1' });
    expect(connection.notice).toBe(
      `reading the local stacks of \`logs dev\` (${ENDPOINT}); --region is ignored, --no-local reads AWS`,
    );
    expect(await regionOf(connection)).toBe('us-east-1');
  });

  it.each<[string, ConnectionFlags]>([
    ['--profile', { profile: 'prod', region: 'eu-central-1' }],
    ['--no-local', { local: false, region: 'eu-central-1' }],
  ])('%s reads AWS', async (_, flags) => {
    const connection = open(flags);
    expect(connection).toMatchObject({ isAws: true, notice: undefined, isRecorded: false });
    expect(await regionOf(connection)).toBe('eu-central-1');
  });
});

it('after local stacks ended, only --local reads what they recorded', () => {
  expect(() => open({ local: true })).toThrow(
    /^In this directory neither `logs dev` nor `logs run` runs, and nothing was recorded/,
  );
  mkdirSync(dirname(recordingPath(directory)), { recursive: true });
  writeFileSync(recordingPath(directory), '');
  expect(open({ local: true })).toMatchObject({ isRecorded: true, isAws: false });
  expect(open({})).toMatchObject({ isRecorded: false, isAws: true, notice: undefined });
});
