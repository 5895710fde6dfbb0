import { spawnSync } from 'node:child_process';
import { LocalStacks } from './local-stacks.ts';
import { type Figure, medianTime } from './measure.ts';
import { ENVIRONMENT, LOGS_SCRIPT } from './setup.ts';

const RUNS = 15;

/** The start-up time of the command. The floor is an empty Node.js program. */
export async function benchStartUp(): Promise<Figure[]> {
  await using stacks = new LocalStacks();
  await stacks.start();
  const node =
    (...args: string[]) =>
    () => {
      const { status, stderr } = spawnSync(process.execPath, args, {
        cwd: stacks.directory,
        env: ENVIRONMENT,
        stdio: 'pipe',
      });
      if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}: ${stderr}`);
    };
  const floor = await medianTime(RUNS, node('-e', '0'));
  const figure = async (name: string, limit: number, ...args: string[]): Promise<Figure> => {
    return { name, value: await medianTime(RUNS, node(LOGS_SCRIPT, ...args)), unit: 'ms', floor, limit };
  };
  return [
    await figure('start-up: logs --version', 3, '--version'),
    await figure('start-up: logs --help', 4, '--help'),
    await figure('start-up: logs groups on loopback', 6, 'groups'),
  ];
}
