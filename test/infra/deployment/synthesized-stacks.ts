import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, type AppProps } from 'aws-cdk-lib';
import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { afterAll, onTestFinished, TestRunner } from 'vitest';
import type { StackTemplate } from '../../../core/template/assembly.ts';
import { readStacks } from '../../../core/template/read-stacks.ts';

/** Synthesizes an app, and reads its stacks in the order in which `cdk deploy --all` deploys them. The assembly exists until the
 *  end of the test, or of the test file when it is called outside of a test.
 *  @param define adds the stacks to the app. */
export function synthesizedStacks(define: (app: App) => void, props: AppProps = {}): StackTemplate[] {
  const outdir = mkdtempSync(join(tmpdir(), 'tailgate-rehearsal-'));
  const afterUse = TestRunner.getCurrentTest() ? onTestFinished : afterAll;
  afterUse(() => rmSync(outdir, { recursive: true, force: true }));
  const app = new App({ analyticsReporting: false, ...props, outdir });
  define(app);
  app.synth();
  return assemblyStacks(outdir);
}

/** The stacks of an assembly, each after those that it depends on, and nested stacks after their parents. */
export function assemblyStacks(directory: string): StackTemplate[] {
  const order = new CloudAssembly(directory).stacksRecursively.map(({ templateFullPath }) => templateFullPath);
  const rootFile = (stack: StackTemplate): string =>
    stack.nestedIn ? rootFile(stack.nestedIn.stack) : String(stack.file);
  return readStacks(directory).toSorted((one, other) => order.indexOf(rootFile(one)) - order.indexOf(rootFile(other)));
}
