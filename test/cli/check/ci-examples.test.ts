import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileFunction } from 'node:vm';
import { App, Stack } from 'aws-cdk-lib';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { load } from 'js-yaml';
import type { Log } from 'sarif';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Result, RUN, RunningProcess } from '../run-logs.ts';

const EXAMPLES = join(import.meta.dirname, '..', '..', '..', 'examples', 'ci');
const read = (name: string) => load(readFileSync(join(EXAMPLES, name), 'utf8'));

/** The command of a step, without those that need a network. */
const isCheck = (command: string | undefined) => command?.startsWith('npx tailgate check');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tailgate-test-'));
  synth('failing', RetentionDays.INFINITE);
  synth('passing', RetentionDays.ONE_WEEK);
  writeFileSync(join(folder, 'npx'), `#!/bin/sh\nshift\nexec "${process.execPath}" "${RUN}" "$@"\n`);
  chmodSync(join(folder, 'npx'), 0o755);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** An app in a folder of its own, with one finding if its log group has no retention. As `cdk synth --debug` writes it. */
function synth(name: string, retention: RetentionDays): void {
  mkdirSync(join(folder, name, '.git'), { recursive: true });
  process.env.CDK_DEBUG = 'true';
  const context = { 'aws:cdk:enable-path-metadata': true };
  const app = new App({ outdir: join(folder, name, 'cdk.out'), analyticsReporting: false, context });
  const code = "\nnew LogGroup(stack, 'Logs', { retention });";
  const filename = join(folder, name, 'lib/shop.js');
  compileFunction(code, ['LogGroup', 'stack', 'retention'], { filename })(LogGroup, new Stack(app, 'Shop'), retention);
  app.synth();
  delete process.env.CDK_DEBUG;
}

/** Runs the command of a step as CI systems do.
 *  @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell */
function run(command: string, app: string): Promise<Result> {
  const env = { PATH: `${folder}:${process.env.PATH}` };
  return new RunningProcess('bash', ['-eo', 'pipefail', '-c', command], { cwd: join(folder, app), env }).end();
}

interface Workflow {
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: { readonly check: { readonly steps: readonly Step[] } };
}

interface Step {
  readonly run?: string;
  readonly uses?: string;
  readonly if?: string;
  readonly with?: Readonly<Record<string, string>>;
}

describe('the workflow of GitHub Actions', () => {
  const { permissions, jobs } = read('github-actions.yml') as Workflow;
  const [report, annotations, ...others] = jobs.check.steps.flatMap(({ run }) => (isCheck(run) ? [run as string] : []));
  const upload = jobs.check.steps.find(({ uses }) => uses?.startsWith('github/codeql-action/upload-sarif@'));

  it('writes the report, uploads it, and then fails for an error', async () => {
    expect(others).toEqual([]);
    expect((await run(report ?? '', 'failing')).code).toBe(0);
    const log = JSON.parse(readFileSync(join(folder, 'failing', upload?.with?.sarif_file ?? ''), 'utf8')) as Log;
    expect(log.runs[0]?.results).toHaveLength(1);

    const { code, stdout } = await run(annotations ?? '', 'failing');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^::error .*title=tailgate log-group-without-retention::Shop\/Logs\/Resource: .*\n$/);
    // The stack trace in the assembly leads to the line that creates the log group.
    expect(stdout).toContain('file=lib/shop.js,line=2,');
    // The upload is between the two steps.
    const order = jobs.check.steps.map((step) => (step === upload ? 'upload' : step.run));
    expect(order.slice(-3)).toEqual([report, 'upload', annotations]);
  });

  it('passes without findings', async () => {
    expect((await run(`${report}\n${annotations}`, 'passing')).code).toBe(0);
  });

  it('fails before the upload when the templates cannot be read: an incomplete report would close alerts', async () => {
    mkdirSync(join(folder, 'empty'));
    expect((await run(report ?? '', 'empty')).code).toBe(1);
  });

  // https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/uploading-a-sarif-file-to-github
  it('has the permissions of the upload, and leaves it out where a fork does not have them', () => {
    expect(permissions).toEqual({ contents: 'read', 'security-events': 'write', actions: 'read' });
    expect(upload?.if).toBe('github.event.pull_request.head.repo.fork != true');
  });

  it('uses the same versions of actions as the workflow of this project', () => {
    const ci = readFileSync(join(EXAMPLES, '..', '..', '.github', 'workflows', 'ci.yml'), 'utf8');
    for (const { uses } of jobs.check.steps) if (uses?.startsWith('actions/')) expect(ci).toContain(uses);
  });
});

interface Pipeline {
  readonly logging: {
    readonly script: readonly string[];
    readonly artifacts: {
      readonly when: string;
      readonly reports: { readonly codequality: string; readonly junit: string };
    };
  };
}

// https://docs.gitlab.com/ci/yaml/artifacts_reports/
it('the job of GitLab writes both reports, and fails for an error, after which GitLab still uploads them', async () => {
  const { script, artifacts } = (read('gitlab-ci.yml') as Pipeline).logging;
  const command = script.filter(isCheck).join('\n');
  expect((await run(command, 'passing')).code).toBe(0);
  expect((await run(command, 'failing')).code).toBe(1);
  expect(artifacts.when).toBe('always');
  const { codequality, junit } = artifacts.reports;
  expect(JSON.parse(readFileSync(join(folder, 'failing', codequality), 'utf8'))).toMatchObject([
    { check_name: 'log-group-without-retention', location: { lines: { begin: expect.any(Number) } } },
  ]);
  expect(readFileSync(join(folder, 'failing', junit), 'utf8')).toContain('failures="1"');
});
