import { spawnSync } from 'node:child_process';
import { ENVIRONMENT, LocalStacks, RUN } from './local-stacks.ts';
import { type Figure, medianTime } from './measure.ts';

const RUNS = 15;

/** How long the command takes to start, over the least that any program on Node.js takes. */
export async function benchStartUp(): Promise<Figure[]> {
  const stacks = new LocalStacks();
  try {
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
      return { name, value: await medianTime(RUNS, node(RUN, ...args)), unit: 'ms', floor, limit };
    };
    return [
      await figure('start-up: logs --version', 3, '--version'),
      await figure('start-up: logs --help', 4, '--help'),
      await figure('start-up: logs groups on loopback', 6, 'groups'),
    ];
  } finally {
    await stacks.remove();
  }
}
