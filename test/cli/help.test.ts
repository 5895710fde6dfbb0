import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runLogs } from './run-logs.ts';

const cwd = import.meta.dirname;
const { commands } = JSON.parse(readFileSync(join(cwd, '..', '..', 'oclif.manifest.json'), 'utf8'));

describe('help', () => {
  it('is shown by --help, -h and help', async () => {
    const [flag, short, word] = await Promise.all(
      [
        ['tail', '--help'],
        ['tail', '-h'],
        ['help', 'tail'],
      ].map((args) => runLogs(args, { cwd })),
    );
    expect(flag).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('$ logs tail TARGET...') });
    expect(short).toEqual(flag);
    expect(word).toEqual(flag);
    const [all, ...others] = await Promise.all(
      [['--help'], ['-h'], ['help'], []].map((args) => runLogs(args, { cwd })),
    );
    expect(all).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/^ {2}backfill {2}/m) });
    for (const other of others) expect(other).toEqual(all);
  });

  it('shows usage lines without stray bars, and the --no- form of flags', async () => {
    const usages = await Promise.all(
      Object.keys(commands).map(async (id) => {
        const { stdout } = await runLogs([...id.split(':'), '--help'], { cwd });
        return stdout.replace(/^[\s\S]*USAGE\s+|\n\n[\s\S]*$/g, '').replace(/\s+/g, ' ');
      }),
    );
    for (const usage of usages) expect(usage).not.toMatch(/\| *[|\])]|[[(] *\||\[\]/);
    const tail = usages.find((usage) => usage.startsWith('$ logs tail'));
    expect(tail).toContain('[--[no-]color]');
    expect(tail).toContain('[--output text|json]');
    expect(tail).toContain('[--[no-]local]');
  });
});

it('-v shows the version, like --version', async () => {
  const [long, short] = await Promise.all(['--version', '-v'].map((flag) => runLogs([flag], { cwd })));
  expect(long).toMatchObject({ code: 0, stdout: expect.stringMatching(/^tailgate\/\d/) });
  expect(short).toEqual(long);
});
