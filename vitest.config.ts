import { defineConfig } from 'vitest/config';

/** A test that takes so long hangs; on a busy machine, some that start many processes take half of it. */
const LONGEST_MS = 60_000;

const project = (name: string, include: string[], options = {}) => ({
  test: {
    name,
    include,
    environment: 'node' as const,
    disableConsoleIntercept: true,
    testTimeout: LONGEST_MS,
    hookTimeout: LONGEST_MS,
    ...options,
  },
});

/** The files share what a worker has loaded: aws-cdk-lib takes longer to load than most of them to run. */
const ONE_START = { isolate: false };
const OF_THE_COMMAND = { globalSetup: ['test/cli/global-setup.ts'] };
const LOAD = ['test/cli/api-calls.test.ts'];

export default defineConfig({
  test: {
    // Most tests wait for processes that they started.
    maxWorkers: 4,
    projects: [
      project(
        'unit',
        [
          'test/core/**/*.test.ts',
          'test/helper/**/*.test.ts',
          'test/lambdas/**/*.test.ts',
          'test/logs-api/**/*.test.ts',
          'test/scripts/**/*.test.ts',
        ],
        ONE_START,
      ),
      project('local', ['test/local/**/*.test.ts']),
      project('infra', ['test/infra/**/*.test.ts'], ONE_START),
      project('contract', ['test/contract/**/*.test.ts']),
      project('cli', ['test/cli/**/*.test.ts'], { ...OF_THE_COMMAND, exclude: LOAD }),
      // After all others: under their load it would measure them.
      project('load', LOAD, { ...OF_THE_COMMAND, sequence: { groupOrder: 1 } }),
    ],
  },
});
