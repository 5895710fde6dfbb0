import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type DeployedFunction, UncoveredError } from '../account.ts';

const entries = new Map<string, string>();

/** The folder in `lambdas/` from which the code of a deployed function was bundled. The source map of the bundle names it.
 *  @throws UncoveredError for a function of another origin. */
export function functionEntry({ name, handler, codePath }: DeployedFunction): string {
  if (codePath === undefined || handler !== 'index.handler') {
    throw new UncoveredError(
      `The code of the function ${name} is not a bundle of lambdas/: the rehearsal cannot run it.`,
    );
  }
  const known = entries.get(codePath);
  if (known !== undefined) return known;
  const { sources } = JSON.parse(readFileSync(join(codePath, 'index.mjs.map'), 'utf8')) as { sources: string[] };
  const found = sources.filter((source) => /\/lambdas\/[^/]+\/handler\.ts$/.test(source));
  if (found.length !== 1)
    throw new UncoveredError(`The bundle in ${codePath} has ${found.length} files handler.ts, not one.`);
  const entry = basename(dirname(String(found[0])));
  entries.set(codePath, entry);
  return entry;
}
