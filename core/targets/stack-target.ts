import type { LogSource } from '../log-event.ts';
import type { Account, StackResource } from './account.ts';
import { resolveApi } from './api-target.ts';
import { ifDenied, MissingPermissionError, UnknownTargetError } from './errors.ts';
import { functionSources, logGroupSource } from './log-sources.ts';
import { nearestNames } from './nearest-names.ts';

const API_TYPES: ReadonlySet<string> = new Set(['AWS::ApiGateway::RestApi', 'AWS::ApiGatewayV2::Api']);

/** All log groups of a CloudFormation stack and of the stacks nested in it: those of its functions and of its APIs' stages, and
 *  those it declares.
 *  @param target `stack:<name>`.
 *  @throws UnknownTargetError when there is no such stack, MissingPermissionError when nothing of it can be known. */
export async function resolveStack(target: string, account: Account): Promise<LogSource[]> {
  const name = target.slice('stack:'.length);
  const own = await ifDenied(account.stackResources(name), (denied) => denied);
  if (own instanceof MissingPermissionError) return sourcesByName(name, account, own);
  if (!own) {
    const names = await ifDenied(account.stackNames(), () => []);
    throw new UnknownTargetError(
      target,
      'stack',
      nearestNames(
        target,
        names.map((known) => `stack:${known}`),
      ),
    );
  }
  const resources = [...own, ...(await nestedResources(own, account))];
  const named = (isWanted: (type: string) => boolean) =>
    resources.filter(({ type }) => isWanted(type)).map(({ physicalId }) => physicalId);
  const apis = await Promise.all(named((type) => API_TYPES.has(type)).map((id) => apiSources(id, account)));
  const functions = await functionSources(
    named((type) => type === 'AWS::Lambda::Function'),
    account,
  );
  const groups = named((type) => type === 'AWS::Logs::LogGroup').map(logGroupSource);
  return [...apis.flat(), ...functions, ...groups];
}

/** What the nested stacks among the resources hold, at any depth. */
async function nestedResources(resources: readonly StackResource[], account: Account): Promise<StackResource[]> {
  const nested = resources.filter(({ type }) => type === 'AWS::CloudFormation::Stack');
  const held = await Promise.all(
    nested.map(async ({ physicalId }) => {
      const own = await ifDenied(account.stackResources(physicalId), ({ permission }) => {
        account.notice?.(`${permission} is denied; leaving out the logs of the nested stack ${physicalId}`);
        return undefined;
      });
      // It may have been deleted since.
      return own === undefined ? [] : [...own, ...(await nestedResources(own, account))];
    }),
  );
  return held.flat();
}

/** An API of which nothing can be known takes nothing away from the rest of its stack. */
function apiSources(id: string, account: Account): Promise<LogSource[]> {
  return ifDenied(resolveApi(`api:${id}`, account), ({ permission }) => {
    account.notice?.(`${permission} is denied; leaving out the logs of the API ${id}`);
    return [];
  });
}

/** Who may not ask for a stack's parts can still find those that CloudFormation named: after the stack. */
async function sourcesByName(
  name: string,
  account: Account,
  { permission }: MissingPermissionError,
): Promise<LogSource[]> {
  const [functions, groups] = await Promise.all([
    ifDenied(account.functionNames(), () => []),
    ifDenied(account.logGroupNames(), () => []),
  ]);
  const sources = [
    ...(await functionSources(
      functions.filter((functionName) => functionName.startsWith(`${name}-`)),
      account,
    )),
    ...groups.filter((group) => group.replace(/^\/aws\/lambda\//, '').startsWith(`${name}-`)).map(logGroupSource),
  ];
  if (sources.length === 0)
    throw new MissingPermissionError(permission, `what belongs to the stack "${name}" cannot be looked up`);
  account.notice?.(
    `${permission} is denied; reading what is named ${name}-*, as CloudFormation names the parts of a stack`,
  );
  return sources;
}
