import type { LogSource } from '../log-event.ts';
import type { Account, ApiName, ApiStage } from './account.ts';
import { ifDenied, MissingPermissionError, UnknownTargetError } from './errors.ts';
import { functionSources, logGroupExists, logGroupSource } from './log-sources.ts';
import { nearestNames } from './nearest-names.ts';

/** The logs of an API, by name or id, or of one stage of it: access log, execution log, and the functions behind its routes.
 *  @param target `api:<name>` or `api:<name>/<stage>`.
 *  @throws UnknownTargetError, MissingPermissionError when nothing of it can be known. */
export async function resolveApi(target: string, account: Account): Promise<LogSource[]> {
  const [wanted = '', stageName] = target.slice('api:'.length).split('/', 2);
  const apis = await ifDenied(account.apis(), (denied) => denied);
  if (apis instanceof MissingPermissionError)
    return executionLogs({ id: wanted, name: wanted }, stageName, account, apis);
  const found = apis.filter(({ id, name }) => name === wanted || id === wanted);
  if (found.length === 0) {
    throw new UnknownTargetError(
      target,
      'API',
      nearestNames(
        target,
        apis.map(({ name }) => `api:${name}`),
      ),
    );
  }
  const sources = await Promise.all(found.map((api) => sourcesOf(api, stageName, target, account)));
  return sources.flat();
}

/** Who may not ask for APIs can still find the execution logs of one by its id, which is in their names. */
async function executionLogs(
  { id, name }: Pick<ApiName, 'id' | 'name'>,
  stageName: string | undefined,
  account: Account,
  { permission }: MissingPermissionError,
): Promise<LogSource[]> {
  const groups = await ifDenied(account.logGroupNames(), () => []);
  const prefixes = [`API-Gateway-Execution-Logs_${id}/`, `/aws/apigateway/${id}/`];
  const found = groups.filter((group) =>
    prefixes.some((prefix) => (stageName === undefined ? group.startsWith(prefix) : group === prefix + stageName)),
  );
  if (found.length === 0)
    throw new MissingPermissionError(permission, `the API "${name}" and its logs cannot be looked up`);
  account.notice?.(`${permission} is denied; reading the execution logs of ${name} alone`);
  return found.map(logGroupSource);
}

async function sourcesOf(
  api: ApiName,
  stageName: string | undefined,
  target: string,
  account: Account,
): Promise<LogSource[]> {
  const [stages, functions] = await Promise.all([
    ifDenied(account.apiStages(api), (denied) => denied),
    ifDenied(account.apiFunctions(api), (denied) => denied),
  ]);
  if (stages instanceof MissingPermissionError) {
    if (functions instanceof MissingPermissionError) return executionLogs(api, stageName, account, stages);
    account.notice?.(`${stages.permission} is denied for the stages of ${api.name}; reading its functions alone`);
    return functionSources(functions, account);
  }
  const wanted = stages.filter(({ name }) => stageName === undefined || name === stageName);
  if (wanted.length === 0) {
    throw new UnknownTargetError(
      target,
      'stage',
      nearestNames(
        target,
        stages.map(({ name }) => `api:${api.name}/${name}`),
      ),
    );
  }
  const ofStages = (await Promise.all(wanted.map((stage) => stageSources(api, stage, account)))).flat();
  if (!(functions instanceof MissingPermissionError))
    return [...ofStages, ...(await functionSources(functions, account))];
  if (ofStages.length === 0)
    throw new MissingPermissionError(functions.permission, `the functions behind ${api.name} cannot be looked up`);
  account.notice?.(`${functions.permission} is denied for the integrations of ${api.name}; leaving out its functions`);
  return ofStages;
}

async function stageSources({ id, name }: ApiName, stage: ApiStage, account: Account): Promise<LogSource[]> {
  const label = `${name}/${stage.name}`;
  const { accessLogGroup, executionLogGroup, healthChecks: routes } = stage;
  const healthChecks = routes && { healthChecks: [{ apiId: id, stage: stage.name, routes }] };
  return [
    ...(accessLogGroup === undefined
      ? []
      : [{ group: accessLogGroup, label, role: 'access' as const, ...healthChecks }]),
    // API Gateway makes this one at the first request, unless somebody made it before.
    ...(executionLogGroup !== undefined && (await logGroupExists(executionLogGroup, account))
      ? [{ group: executionLogGroup, label: `${label} execution`, role: 'execution' as const }]
      : []),
  ];
}
