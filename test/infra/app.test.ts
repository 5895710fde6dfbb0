import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const directory = mkdtempSync(join(tmpdir(), 'tailgate-synth-'));

/** Synthesizes the app like `cdk synth`, with the context of cdk.json. Returns the files and the output. */
function synthesize(name: string): { readonly files: ReadonlyMap<string, string>; readonly output: string } {
  const outdir = join(directory, name);
  const { context } = JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8'));
  const output = execFileSync(process.execPath, ['infra/app.ts'], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, CDK_OUTDIR: outdir, CDK_CONTEXT_JSON: JSON.stringify(context) },
  });
  const files = readdirSync(outdir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return {
    output,
    files: new Map(
      files.map(({ parentPath, name: file }) => {
        const path = join(parentPath, file);
        return [path.slice(outdir.length), readFileSync(path, 'utf8').replaceAll(outdir, '')];
      }),
    ),
  };
}

let first: ReturnType<typeof synthesize>;
beforeAll(() => {
  first = synthesize('first');
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

it('prints nothing, and breaks no rule of Tailgate, cdk-nag or CloudFormation', () => {
  expect(first.output).toBe('');
  const report = JSON.parse(first.files.get('/validation-report.json') ?? '');
  const plugins = report.pluginReports.map((plugin: { pluginName: string }) => plugin.pluginName);
  expect(plugins).toEqual(expect.arrayContaining(['AwsSolutions', 'Serverless']));
  expect(report.pluginReports.filter(({ conclusion }: { conclusion: string }) => conclusion !== 'success')).toEqual([]);
});

it('is synthesized to the same bytes each time', () => {
  expect(synthesize('second').files).toEqual(first.files);
});
