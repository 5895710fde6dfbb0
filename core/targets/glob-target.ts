import type { LogSource } from '../log-event.ts';
import type { Account } from './account.ts';
import { MissingPermissionError, orIfDenied, UnknownTargetError } from './errors.ts';
import { compileGlob } from './glob.ts';
import { functionSources, logGroupSource } from './log-sources.ts';
import { nearestNames } from './nearest-names.ts';

/** The functions and the log groups whose names match a glob.
 *  @throws UnknownTargetError, or MissingPermissionError when neither can be listed. */
export async function resolveGlob(glob: string, account: Account): Promise<readonly LogSource[]> {
  const matches = compileGlob(glob);
  const { functions, groups } = await listNames(glob, account);
  const sources = await functionSources(functions.filter(matches), account);
  for (const group of groups) if (matches(group)) sources.push(logGroupSource(group));
  if (sources.length > 0) return sources;
  throw new UnknownTargetError(
    glob,
    'function or log group',
    nearestNames(glob.replace(/[*?]/g, ''), [...functions, ...groups]),
  );
}

interface Names {
  readonly functions: readonly string[];
  readonly groups: readonly string[];
}

/** Without the permission for one of the two lists, that list is empty. */
async function listNames(glob: string, account: Account): Promise<Names> {
  const [functions, groups] = await Promise.all([
    orIfDenied(account.functionNames(), (denied) => denied),
    orIfDenied(account.logGroupNames(), (denied) => denied),
  ]);
  if (functions instanceof MissingPermissionError) {
    if (groups instanceof MissingPermissionError) {
      const permissions = `${functions.permission} and ${groups.permission}`;
      throw new MissingPermissionError(permissions, `names that match ${glob} cannot be looked up`);
    }
    account.notice?.(`${functions.permission} is denied; looking for ${glob} only among log groups`);
    return { functions: [], groups };
  }
  if (groups instanceof MissingPermissionError) {
    account.notice?.(`${groups.permission} is denied; looking for ${glob} only among functions`);
    return { functions, groups: [] };
  }
  return { functions, groups };
}
