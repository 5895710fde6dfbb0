import type { LogSource } from '../../core/log-event.ts';
import type { Account } from '../../core/targets/account.ts';
import { UnknownTargetError } from '../../core/targets/errors.ts';
import { uniqueSources } from '../../core/targets/log-sources.ts';
import { resolveTargets } from '../../core/targets/resolve-target.ts';
import { EXIT } from '../../core/user-error.ts';
import { programLogGroup } from '../../local/run/recorded-log-groups.ts';
import { CliError } from '../errors.ts';

/** The log groups in which `logs run` records programs. */
const PROGRAM_GROUPS = programLogGroup('*');

/** The log groups of the targets. Without targets, those of every API that writes an access log; if there is no such API, those of
 *  every program that `logs run` recorded.
 *  @throws CliError without targets, when nothing is found; UnknownTargetError. */
export async function resolveApiTargets(targets: readonly string[], account: Account): Promise<readonly LogSource[]> {
  if (targets.length > 0) return resolveTargets(targets, account);
  const apis = await account.apis();
  const sourcesByApi = await Promise.all(apis.map(({ id }) => sourcesIfAny(`api:${id}`, account)));
  const withAccessLog = sourcesByApi.filter((sources) => sources.some(({ role }) => role === 'access')).flat();
  const found = withAccessLog.length > 0 ? withAccessLog : await sourcesIfAny(PROGRAM_GROUPS, account);
  if (found.length === 0) {
    const problem = apis.length === 0 ? 'There are no APIs.' : 'No API writes an access log.';
    throw new CliError(
      EXIT.TARGET_NOT_FOUND,
      problem,
      'Name functions or log groups (`logs groups` lists them), or turn the access log on.',
    );
  }
  // Several APIs may call the same function.
  return uniqueSources(found);
}

/** An API that was never deployed has no stage and no logs. */
async function sourcesIfAny(target: string, account: Account): Promise<readonly LogSource[]> {
  try {
    return await resolveTargets([target], account);
  } catch (error) {
    if (error instanceof UnknownTargetError) return [];
    throw error;
  }
}
