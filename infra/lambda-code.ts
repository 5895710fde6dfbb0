import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { bundleLambdas } from './bundle-lambdas.ts';

let bundled: ReadonlyMap<string, string> | undefined;

/** The bundled code of a function in `lambdas/`; its handler is `index.handler`. The published package contains the bundles; in a
 *  checkout of the repository all functions are bundled at the first call.
 *  @param name the folder of the function. */
export function lambdaCode(name: string): Code {
  const ready = join(import.meta.dirname, '..', 'lambdas', name);
  if (existsSync(join(ready, 'index.mjs'))) return Code.fromAsset(ready);
  bundled ??= bundleForThisProcess();
  const folder = bundled.get(name);
  if (folder === undefined) throw new Error(`The function "${name}" does not exist in lambdas/.`);
  return Code.fromAsset(folder);
}

/** Uses a temporary directory, so that synths at the same time do not overwrite each other. Synthesis copies the bundles as assets,
 *  so the directory can be deleted at the end. */
function bundleForThisProcess(): ReadonlyMap<string, string> {
  const directory = mkdtempSync(join(tmpdir(), 'tailgate-lambdas-'));
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
  return bundleLambdas(directory);
}
