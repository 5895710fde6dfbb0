import type { LogSource } from '../log-event.ts';
import type { Account } from './account.ts';
import { resolveApi } from './api-target.ts';
import { functionSources, groupSource } from './sources.ts';
import { UnknownTargetError } from './unknown-target-error.ts';

/** All log groups of a CloudFormation stack: those of its functions and of its REST APIs' stages, and those it declares.
 *  @param target `stack:<name>`.
 *  @throws UnknownTargetError when there is no such stack, or it has no logs. */
export async function resolveStack(target: string, account: Account): Promise<LogSource[]> {
  const resources = await account.stackResources(target.slice('stack:'.length));
  if (!resources) throw new UnknownTargetError(target, 'stack', []);
  const named = (type: string) =>
    resources.filter((resource) => resource.type === type).map(({ physicalId }) => physicalId);
  const apis = await Promise.all(named('AWS::ApiGateway::RestApi').map((id) => resolveApi(`api:${id}`, account)));
  const functions = await functionSources(named('AWS::Lambda::Function'), account);
  return [...apis.flat(), ...functions, ...named('AWS::Logs::LogGroup').map(groupSource)];
}
