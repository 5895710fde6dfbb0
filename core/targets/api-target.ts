import type { LogSource } from '../log-event.ts';
import type { Account, ApiName, ApiStage } from './account.ts';
import { nearest } from './nearest.ts';
import { functionSources } from './sources.ts';
import { UnknownTargetError } from './unknown-target-error.ts';

/** The logs of an API, by name or id, or of one stage of it: access log, execution log, and the functions behind its routes.
 *  @param target `api:<name>` or `api:<name>/<stage>`.
 *  @throws UnknownTargetError */
export async function resolveApi(target: string, account: Account): Promise<LogSource[]> {
  const [wanted = '', stageName] = target.slice('api:'.length).split('/', 2);
  const apis = await account.apis();
  const found = apis.filter(({ id, name }) => name === wanted || id === wanted);
  if (found.length === 0) {
    throw new UnknownTargetError(
      target,
      'API',
      nearest(
        target,
        apis.map(({ name }) => `api:${name}`),
      ),
    );
  }
  const sources = await Promise.all(found.map((api) => sourcesOf(api, stageName, target, account)));
  return sources.flat();
}

async function sourcesOf(
  api: ApiName,
  stageName: string | undefined,
  target: string,
  account: Account,
): Promise<LogSource[]> {
  const { stages, functionNames } = await account.api(api.id);
  const wanted = stages.filter(({ name }) => stageName === undefined || name === stageName);
  if (wanted.length === 0) {
    throw new UnknownTargetError(
      target,
      'stage',
      nearest(
        target,
        stages.map(({ name }) => `api:${api.name}/${name}`),
      ),
    );
  }
  const ofStages = await Promise.all(wanted.map((stage) => stageSources(api, stage, account)));
  return [...ofStages.flat(), ...(await functionSources(functionNames, account))];
}

async function stageSources({ name }: ApiName, stage: ApiStage, account: Account): Promise<LogSource[]> {
  const label = `${name}/${stage.name}`;
  const { accessLogGroup, executionLogGroup } = stage;
  return [
    ...(accessLogGroup === undefined ? [] : [{ group: accessLogGroup, label, role: 'access' as const }]),
    // API Gateway makes this one at the first request, unless somebody made it before.
    ...(executionLogGroup !== undefined && (await account.hasLogGroup(executionLogGroup))
      ? [{ group: executionLogGroup, label: `${label} execution`, role: 'execution' as const }]
      : []),
  ];
}
