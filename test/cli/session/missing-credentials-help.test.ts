import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { missingCredentials, missingProfile, missingRegion } from '../../../cli/session/missing-credentials-help.ts';
import { recordingPath, writeRunningCommand } from '../../../local/running-command.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tailgate-test-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

function record(): void {
  mkdirSync(dirname(recordingPath(directory)), { recursive: true });
  writeFileSync(recordingPath(directory), '');
}

const START = '`logs dev` runs the stacks of a CDK app on this machine (in a checkout of Tailgate: `npm start`).';

describe('without a region or credentials', () => {
  it('says how to read logs without AWS', () => {
    expect(missingRegion(directory)).toBe(
      `No AWS region is set. Name one: --region eu-central-1, or AWS_REGION. Without AWS, ${START}`,
    );
    expect(missingCredentials(directory, {})).toMatch(/^No AWS credentials were found\. Sign in: `aws sso login`/);
    expect(missingCredentials(directory, {})).toContain(START);
  });

  it('mentions --local only if a recording exists', () => {
    expect(missingRegion(directory)).not.toContain('--local');
    record();
    expect(missingRegion(directory)).toContain(
      `Without AWS, \`--local\` reads what was recorded in this directory, and ${START}`,
    );
  });

  it('mentions the running local stacks instead of their recording', () => {
    record();
    const startedAt = new Date().toISOString();
    writeRunningCommand(directory, {
      pid: process.pid,
      endpoint: 'http://127.0.0.1:1',
      region: 'x',
      apis: {},
      startedAt,
    });
    expect(missingCredentials(directory, {})).toMatch(
      /AWS_ACCESS_KEY_ID\. Local stacks run in this directory: leave out --no-local \(and --profile\) to read them\.$/,
    );
  });
});

describe('a profile', () => {
  const files = () => {
    const env = {
      AWS_CONFIG_FILE: join(directory, 'config'),
      AWS_SHARED_CREDENTIALS_FILE: join(directory, 'credentials'),
    };
    writeFileSync(
      env.AWS_CONFIG_FILE,
      '[default]\nregion = x\n[profile prod]\n[profile "two words"]\n[sso-session dev]\n',
    );
    writeFileSync(env.AWS_SHARED_CREDENTIALS_FILE, '# [commented]\n [ staging ]\naws_access_key_id = x\n');
    return env;
  };

  it.each(['default', 'prod', 'two words', 'staging'])('exists: %s', (AWS_PROFILE) => {
    expect(missingProfile(directory, { ...files(), AWS_PROFILE })).toBeUndefined();
    expect(missingCredentials(directory, { AWS_PROFILE })).toContain(
      `The AWS profile "${AWS_PROFILE}" has no credentials. Sign in: \`aws sso login`,
    );
  });

  it.each(['prd', 'dev', 'commented'])('does not exist: %s', (AWS_PROFILE) => {
    const message = missingProfile(directory, { ...files(), AWS_PROFILE });
    expect(message).toMatch(/^There is no AWS profile "\w+" in \S+config or \S+credentials\. Nearest: /);
    expect(message).toContain('prod');
  });

  it('does not exist without configuration files', () => {
    expect(missingProfile(directory, { HOME: directory, AWS_PROFILE: 'prod' })).toContain(
      '. They contain no profiles. ',
    );
    expect(missingProfile(directory, { HOME: directory })).toBeUndefined();
  });
});
