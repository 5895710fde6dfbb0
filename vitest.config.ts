import { defineConfig } from 'vitest/config';

const project = (name: string, include: string[], options = {}) => ({
  test: { name, include, environment: 'node' as const, disableConsoleIntercept: true, ...options },
});

const LOAD = ['test/cli/api-calls.test.ts'];
const OF_THE_COMMAND = {
  globalSetup: ['test/cli/global-setup.ts'],
  testTimeout: 60_000,
  hookTimeout: 60_000,
};

/** The files share what a worker has loaded: aws-cdk-lib takes longer to load than most of them to run. */
const ONE_START = { isolate: false };

export default defineConfig({
  test: {
    // Most tests wait for processes that they started.
    maxWorkers: 4,
    projects: [
      project('unit', ['test/core/**/*.test.ts', 'test/lambdas/**/*.test.ts'], { ...ONE_START, testTimeout: 20_000 }),
      project('local', ['test/local/**/*.test.ts'], { testTimeout: 20_000 }),
      project('infra', ['test/infra/**/*.test.ts'], { ...ONE_START, testTimeout: 60_000, hookTimeout: 60_000 }),
      project('contract', ['test/contract/**/*.test.ts'], { testTimeout: 20_000, hookTimeout: 60_000 }),
      project('cli', ['test/cli/**/*.test.ts'], { ...OF_THE_COMMAND, exclude: LOAD }),
      // After all others: under their load it would measure them.
      project('load', LOAD, { ...OF_THE_COMMAND, sequence: { groupOrder: 1 } }),
    ],
  },
});
