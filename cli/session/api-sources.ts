import type { LogSource } from '../../core/log-event.ts';
import type { Account } from '../../core/targets/account.ts';
import { UnknownTargetError } from '../../core/targets/errors.ts';
import { uniqueSources } from '../../core/targets/log-sources.ts';
import { resolveTargets } from '../../core/targets/resolve-target.ts';
import { EXIT } from '../../core/user-error.ts';
import { programLogGroup } from '../../local/dev-file.ts';
import { CliError } from '../errors.ts';

/** What `logs run` records. */
const PROGRAMS = programLogGroup('*');

/** The log groups of the targets; without targets, those of every API that writes an access log, else of every program that
 *  `logs run` recorded.
 *  @throws CliError when no API writes one; UnknownTargetError. */
export async function apiSources(targets: readonly string[], account: Account): Promise<readonly LogSource[]> {
  if (targets.length > 0) return resolveTargets(targets, account);
  const apis = await account.apis();
  const ofEach = await Promise.all(apis.map(({ id }) => sourcesIfAny(`api:${id}`, account)));
  const ofApis = ofEach.filter((sources) => sources.some(({ role }) => role === 'access')).flat();
  const found = ofApis.length > 0 ? ofApis : await sourcesIfAny(PROGRAMS, account);
  if (found.length === 0) {
    const what = apis.length === 0 ? 'There is no API here' : 'No API here writes an access log';
    throw new CliError(
      EXIT.TARGET_NOT_FOUND,
      `${what}.`,
      'Name functions or log groups (`logs groups` lists them), or turn the access log on.',
    );
  }
  // A function may stand behind several APIs.
  return uniqueSources(found);
}

/** An API that was never deployed has no stage, and no logs. */
async function sourcesIfAny(target: string, account: Account): Promise<readonly LogSource[]> {
  try {
    return await resolveTargets([target], account);
  } catch (error) {
    if (error instanceof UnknownTargetError) return [];
    throw error;
  }
}
