import { parseAdoptedLogGroupId } from '../adopted-log-group-id.ts';
import type { LogSource } from '../log-event.ts';
import type { Account, StackResource } from './account.ts';
import { resolveApi } from './api-target.ts';
import { MissingPermissionError, orIfDenied, UnknownTargetError } from './errors.ts';
import { functionSources, logGroupSource } from './log-sources.ts';
import { nearestNames } from './nearest-names.ts';

const API_TYPES: ReadonlySet<string> = new Set(['AWS::ApiGateway::RestApi', 'AWS::ApiGatewayV2::Api']);

/** The custom resource of `ApiLogging`. */
const ADOPTED_LOG_GROUP = 'Custom::AdoptedLogGroup';

/** All log groups of a CloudFormation stack and its nested stacks: those of its functions, those of its APIs' stages, and those that
 *  are resources of the stack.
 *  @param target `stack:<name>`.
 *  @throws UnknownTargetError, or MissingPermissionError when none of its log groups can be found. */
export async function resolveStack(target: string, account: Account): Promise<LogSource[]> {
  const name = target.slice('stack:'.length);
  const direct = await orIfDenied(account.stackResources(name), (denied) => denied);
  if (direct instanceof MissingPermissionError) return sourcesByName(name, account, direct);
  if (!direct) {
    const names = await orIfDenied(account.stackNames(), () => []);
    throw new UnknownTargetError(
      target,
      'stack',
      nearestNames(
        target,
        names.map((known) => `stack:${known}`),
      ),
    );
  }
  const resources = [...direct, ...(await nestedResources(direct, account))];
  const idsOf = (matches: (type: string) => boolean) =>
    resources.filter(({ type }) => matches(type)).map(({ physicalId }) => physicalId);
  const apis = await Promise.all(idsOf((type) => API_TYPES.has(type)).map((id) => apiSourcesIfAllowed(id, account)));
  const functions = await functionSources(
    idsOf((type) => type === 'AWS::Lambda::Function'),
    account,
  );
  const groups = [
    ...idsOf((type) => type === 'AWS::Logs::LogGroup'),
    ...idsOf((type) => type === ADOPTED_LOG_GROUP).map((id) => parseAdoptedLogGroupId(id).logGroupName),
  ];
  return [...apis.flat(), ...functions, ...groups.map(logGroupSource)];
}

/** The resources of the nested stacks, at any depth. */
async function nestedResources(resources: readonly StackResource[], account: Account): Promise<StackResource[]> {
  const nested = resources.filter(({ type }) => type === 'AWS::CloudFormation::Stack');
  const found = await Promise.all(
    nested.map(async ({ physicalId }) => {
      const resources = await orIfDenied(account.stackResources(physicalId), ({ permission }) => {
        account.notice?.(`${permission} is denied; leaving out the logs of the nested stack ${physicalId}`);
        return undefined;
      });
      // Undefined when the nested stack was deleted.
      return resources === undefined ? [] : [...resources, ...(await nestedResources(resources, account))];
    }),
  );
  return found.flat();
}

/** Without the permission to look up an API, only this API is left out. */
function apiSourcesIfAllowed(id: string, account: Account): Promise<LogSource[]> {
  return orIfDenied(resolveApi(`api:${id}`, account), ({ permission }) => {
    account.notice?.(`${permission} is denied; leaving out the logs of the API ${id}`);
    return [];
  });
}

/** Without the permission to list a stack's resources, those with a generated name are found: it starts with the stack's name. */
async function sourcesByName(
  name: string,
  account: Account,
  { permission }: MissingPermissionError,
): Promise<LogSource[]> {
  const [functions, groups] = await Promise.all([
    orIfDenied(account.functionNames(), () => []),
    orIfDenied(account.logGroupNames(), () => []),
  ]);
  const sources = [
    ...(await functionSources(
      functions.filter((functionName) => functionName.startsWith(`${name}-`)),
      account,
    )),
    ...groups.filter((group) => group.replace(/^\/aws\/lambda\//, '').startsWith(`${name}-`)).map(logGroupSource),
  ];
  if (sources.length === 0)
    throw new MissingPermissionError(permission, `the resources of the stack "${name}" cannot be looked up`);
  account.notice?.(
    `${permission} is denied; reading functions and log groups that are named ${name}-*, as CloudFormation names resources`,
  );
  return sources;
}
