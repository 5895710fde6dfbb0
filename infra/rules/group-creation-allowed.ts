import { knownText, type PartialText } from '../../core/template/partial.ts';
import type { App, Resource } from './model/template-app.ts';
import { functionsOf, ownLogGroup } from './model/template-function.ts';
import { managedPolicies, roleOf, type Statement, statementsOf } from './model/template-role.ts';
import { at, UNKNOWN } from './model/value.ts';
import type { Rule } from './rule.ts';

/** Managed policies that allow it on every group. */
const MANAGED =
  /(^|\/)(AWSLambda(Basic|VPCAccess|DynamoDB|Kinesis|SQSQueue|MSK)ExecutionRole|AWSLambda_FullAccess|CloudWatchLogsFullAccess|CloudWatchFullAccess(V2)?|PowerUserAccess|AdministratorAccess)$/;

export const groupCreationAllowed: Rule = {
  id: 'group-creation-allowed',
  level: 'warning',
  summary: 'a function with a log group of its own that may make others',
  why: 'A group that somebody deletes comes back at the next call, without retention and key, and then the next deployment fails: "already exists".',
  fix: 'Deny logs:CreateLogGroup in the role (FunctionLogging.of(fn).enable() does); what is allowed by a managed policy is denied so, too.',
  *check(app) {
    for (const [resource, fn] of rolesWithGroups(app)) {
      const statements = statementsOf(resource);
      if (statements.some(deniesCreation)) continue;
      const source = allowedBy(resource, statements);
      if (source === undefined) continue;
      yield {
        resource,
        property: source.property,
        problem: `${source.name} lets ${fn.logicalId} make log groups`,
      };
    }
  },
};

/** Roles by whose right a function with a group of its own runs, each with one such function. SAM makes a role for a function
 *  that names none, and it stands for itself here. */
function rolesWithGroups(app: App): Map<Resource, Resource> {
  const roles = new Map<Resource, Resource>();
  for (const fn of functionsOf(app)) {
    const group = ownLogGroup(fn);
    // Without a group of its own the function needs to make one.
    if (group === undefined || group === UNKNOWN) continue;
    const isMadeBySam = fn.type === 'AWS::Serverless::Function' && at(fn.properties, 'Role') === undefined;
    const role = isMadeBySam ? fn : roleOf(fn);
    if (role !== undefined && !roles.has(role)) roles.set(role, fn);
  }
  return roles;
}

function allowedBy(role: Resource, statements: readonly Statement[]): { property: string; name: string } | undefined {
  if (role.type === 'AWS::Serverless::Function') {
    return { property: 'Policies', name: 'AWSLambdaBasicExecutionRole, which SAM attaches,' };
  }
  const managed = managedPolicies(role)
    .map(knownText)
    .find((arn) => MANAGED.test(arn));
  if (managed !== undefined)
    return { property: 'ManagedPolicyArns', name: managed.slice(managed.lastIndexOf('/') + 1) };
  const allows = statements.find(({ effect, actions, resources }) => {
    return effect === 'Allow' && actions.some(isCreation) && resources.some(coversFunctionGroups);
  });
  return allows && { property: 'Policies', name: `the action ${allows.actions.find(isCreation)}` };
}

function deniesCreation({ effect, actions }: Statement): boolean {
  return effect === 'Deny' && actions.some(isCreation);
}

/** Actions are matched as IAM does: without regard to case, `*` for any part. */
function isCreation(action: string): boolean {
  const [before = '', ...others] = action.toLowerCase().split('*');
  const wanted = 'logs:createloggroup';
  return others.length === 0 ? before === wanted : wanted.startsWith(before) && wanted.endsWith(others.at(-1) ?? '');
}

/** Rights on groups of another kind, those of API Gateway for example, do no harm here. */
function coversFunctionGroups(resource: PartialText): boolean {
  const text = knownText(resource);
  const group = text.includes(':log-group:') ? text.slice(text.indexOf(':log-group:') + ':log-group:'.length) : text;
  const [before = ''] = group.split('*');
  return group.includes('*') && ('/aws/lambda/'.startsWith(before) || before.startsWith('/aws/lambda/'));
}
