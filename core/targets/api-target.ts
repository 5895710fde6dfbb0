import type { LogSource } from '../log-event.ts';
import type { Account, ApiName, ApiStage } from './account.ts';
import { MissingPermissionError, orIfDenied, UnknownTargetError } from './errors.ts';
import { functionSources, logGroupExists, logGroupSource } from './log-sources.ts';
import { nearestNames } from './nearest-names.ts';

/** The log groups of an API or of one of its stages: access log, execution log, and those of the functions that its routes call.
 *  @param target `api:<name>` or `api:<name>/<stage>`; the id may be used in place of the name.
 *  @throws UnknownTargetError, or MissingPermissionError when none of its log groups can be found. */
export async function resolveApi(target: string, account: Account): Promise<LogSource[]> {
  const [nameOrId = '', stageName] = target.slice('api:'.length).split('/', 2);
  const apis = await orIfDenied(account.apis(), (denied) => denied);
  if (apis instanceof MissingPermissionError)
    return executionLogSources({ id: nameOrId, name: nameOrId }, stageName, account, apis);
  const found = apis.filter(({ id, name }) => name === nameOrId || id === nameOrId);
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
  const sources = await Promise.all(found.map((api) => sourcesOfApi(api, stageName, target, account)));
  return sources.flat();
}

/** Without the permission to list APIs, the execution logs can still be found: their names contain the id of the API. */
async function executionLogSources(
  { id, name }: Pick<ApiName, 'id' | 'name'>,
  stageName: string | undefined,
  account: Account,
  { permission }: MissingPermissionError,
): Promise<LogSource[]> {
  const groups = await orIfDenied(account.logGroupNames(), () => []);
  const prefixes = [`API-Gateway-Execution-Logs_${id}/`, `/aws/apigateway/${id}/`];
  const found = groups.filter((group) =>
    prefixes.some((prefix) => (stageName === undefined ? group.startsWith(prefix) : group === prefix + stageName)),
  );
  if (found.length === 0)
    throw new MissingPermissionError(permission, `the API "${name}" and its log groups cannot be looked up`);
  account.notice?.(`${permission} is denied; reading only the execution logs of ${name}`);
  return found.map(logGroupSource);
}

async function sourcesOfApi(
  api: ApiName,
  stageName: string | undefined,
  target: string,
  account: Account,
): Promise<LogSource[]> {
  const [stages, functions] = await Promise.all([
    orIfDenied(account.apiStages(api), (denied) => denied),
    orIfDenied(account.apiFunctions(api), (denied) => denied),
  ]);
  if (stages instanceof MissingPermissionError) {
    if (functions instanceof MissingPermissionError) return executionLogSources(api, stageName, account, stages);
    account.notice?.(`${stages.permission} is denied for the stages of ${api.name}; reading only its functions`);
    return functionSources(functions, account);
  }
  const selected = stages.filter(({ name }) => stageName === undefined || name === stageName);
  if (selected.length === 0) {
    throw new UnknownTargetError(
      target,
      'stage',
      nearestNames(
        target,
        stages.map(({ name }) => `api:${api.name}/${name}`),
      ),
    );
  }
  const stageLogs = (await Promise.all(selected.map((stage) => stageSources(api, stage, account)))).flat();
  if (!(functions instanceof MissingPermissionError))
    return [...stageLogs, ...(await functionSources(functions, account))];
  if (stageLogs.length === 0)
    throw new MissingPermissionError(
      functions.permission,
      `the functions of the API "${api.name}" cannot be looked up`,
    );
  account.notice?.(`${functions.permission} is denied for the integrations of ${api.name}; leaving out its functions`);
  return stageLogs;
}

async function stageSources({ id, name }: ApiName, stage: ApiStage, account: Account): Promise<LogSource[]> {
  const label = `${name}/${stage.name}`;
  const { accessLogGroup, executionLogGroup, healthChecks: routes } = stage;
  const healthChecks = routes && { healthChecks: [{ apiId: id, stage: stage.name, routes }] };
  return [
    ...(accessLogGroup === undefined
      ? []
      : [{ group: accessLogGroup, label, role: 'access' as const, ...healthChecks }]),
    // API Gateway creates this log group at the first request.
    ...(executionLogGroup !== undefined && (await logGroupExists(executionLogGroup, account))
      ? [{ group: executionLogGroup, label: `${label} execution`, role: 'execution' as const }]
      : []),
  ];
}
