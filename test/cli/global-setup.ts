import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';
import { buildAll } from '../../scripts/build.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder with the cloud assembly of the sample's stacks. Tests use copies of it. */
    assembly: string;
  }
}

const ROOT = join(import.meta.dirname, '..', '..');

/** Every project runs this file, in the same process. */
const shared = globalThis as { commandUnderTest?: Promise<string> };

/** Builds the command and synthesizes the stacks: the tests run the command as users do. */
export default async function setup(project: TestProject): Promise<() => void> {
  shared.commandUnderTest ??= prepare();
  const assembly = await shared.commandUnderTest;
  project.provide('assembly', assembly);
  return () => rmSync(assembly, { recursive: true, force: true });
}

async function prepare(): Promise<string> {
  const assembly = mkdtempSync(join(tmpdir(), 'tailgate-assembly-'));
  const cdk = join(ROOT, 'node_modules', '.bin', 'cdk');
  await Promise.all([buildAll(), promisify(execFile)(cdk, ['synth', '--quiet', '--output', assembly], { cwd: ROOT })]);
  return assembly;
}
