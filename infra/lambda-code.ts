import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { bundleLambdas } from './bundle-lambdas.ts';

let bundled: ReadonlyMap<string, string> | undefined;

/** The code of one of the functions in `lambdas/`, by the name of its folder; its handler is `index.handler`. The package holds
 *  them bundled; in a checkout they are bundled at the first use. */
export function lambdaCode(name: string): Code {
  const ready = join(import.meta.dirname, '..', 'lambdas', name);
  if (existsSync(join(ready, 'index.mjs'))) return Code.fromAsset(ready);
  bundled ??= bundleForThisProcess();
  const folder = bundled.get(name);
  if (folder === undefined) throw new Error(`There is no function "${name}" in lambdas/.`);
  return Code.fromAsset(folder);
}

/** Synthesis copies what it needs: nothing is left behind, and two that run at once do not meet. */
function bundleForThisProcess(): ReadonlyMap<string, string> {
  const directory = mkdtempSync(join(tmpdir(), 'tailgate-lambdas-'));
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
  return bundleLambdas(directory);
}
