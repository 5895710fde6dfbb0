import { defineConfig } from 'vitest/config';

/** Tests that start many processes take up to half of this time on a busy machine. */
const TEST_TIMEOUT_MS = 60_000;

const project = (name: string, include: string[], options = {}) => ({
  test: {
    name,
    include,
    environment: 'node' as const,
    disableConsoleIntercept: true,
    testTimeout: TEST_TIMEOUT_MS,
    hookTimeout: TEST_TIMEOUT_MS,
    ...options,
  },
});

/** The test files of a worker share loaded modules: loading aws-cdk-lib takes longer than most of the tests. */
const SHARED_MODULES = { isolate: false };
/** The CDK validates each template, and only warns. Starting its engine takes most of the time of a small `synth`. */
const WITHOUT_CDK_VALIDATION = { env: { CDK_VALIDATION: 'false' } };
/** Builds the command before its tests. */
const WITH_BUILT_COMMAND = { globalSetup: ['test/cli/global-setup.ts'] };
const LOAD_TESTS = ['test/cli/api-calls.test.ts'];

export default defineConfig({
  test: {
    // More workers than cores, since most tests wait for the processes that they start.
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
        SHARED_MODULES,
      ),
      project('local', ['test/local/**/*.test.ts']),
      project('infra', ['test/infra/**/*.test.ts'], { ...SHARED_MODULES, ...WITHOUT_CDK_VALIDATION }),
      project('contract', ['test/contract/**/*.test.ts']),
      project('cli', ['test/cli/**/*.test.ts'], { ...WITH_BUILT_COMMAND, exclude: LOAD_TESTS }),
      // After all other projects, whose load would change the measured times.
      project('load', LOAD_TESTS, { ...WITH_BUILT_COMMAND, sequence: { groupOrder: 1 } }),
    ],
  },
});
