import { SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { type Check, failed, held, heldWithout } from '../check.ts';
import type { DeployedResource, Deployment } from '../deployment.ts';
import { probeGroups } from '../stacks/probe-groups.ts';
import { waitFor } from '../wait-for.ts';

/** IAM distributes a change within about two minutes. */
const PROPAGATION_MS = 120_000;

/** What AWS decides for the roles of the stacks. */
export const PERMISSION_CHECKS: readonly Check[] = [
  {
    name: 'iam-decisions',
    assumption:
      'IAM decides as the evaluator of the rehearsal: an explicit deny first, wildcards in ARNs, the condition dynamodb:LeadingKeys, and the managed policy for API Gateway.',
    source:
      'https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html; test/infra/deployment/iam/evaluate.ts',
    async run(deployment) {
      const deviations: string[] = [];
      const decisions = expectedDecisions(deployment);
      for (const { role, action, resource, key, expected } of decisions) {
        const { EvaluationResults = [] } = await deployment.clients.iam.send(
          new SimulatePrincipalPolicyCommand({
            PolicySourceArn: `arn:aws:iam::${deployment.options.accountId}:role/${role.physicalId}`,
            ActionNames: [action],
            ResourceArns: [resource],
            ...(key !== undefined && {
              ContextEntries: [
                { ContextKeyName: 'dynamodb:LeadingKeys', ContextKeyType: 'stringList', ContextKeyValues: [key] },
              ],
            }),
          }),
        );
        const decision = EvaluationResults[0]?.EvalDecision;
        if (decision !== expected)
          deviations.push(
            `${role.logicalId} ${action} on ${resource}${key ? ` (${key})` : ''}: ${decision} instead of ${expected}`,
          );
      }
      return heldWithout(deviations, `${decisions.length} decisions`);
    },
  },
  {
    name: 'create-log-group-arn',
    assumption:
      'CloudWatch Logs evaluates logs:CreateLogGroup on the ARN log-group:NAME:log-stream:, so a policy for log-group:NAME:* allows it.',
    source: 'test/infra/deployment/services/logs-service.ts; infra/constructs/function-logging/log-permissions.ts',
    async run(deployment) {
      const { prefix, clock, signal } = deployment.options;
      const groups = probeGroups(prefix);
      const names = Object.values(groups);
      const outcomes = await waitFor(
        async () => {
          const found = await createLogGroups(deployment, names);
          return isCreated(found[groups.byAnyStream]) ? found : undefined;
        },
        { clock, signal, timeoutMs: PROPAGATION_MS, intervalMs: 5000 },
      );
      const last = outcomes ?? (await createLogGroups(deployment, names));
      const allowed = Object.entries(groups).map(
        ([form, name]) => `${form}: ${isCreated(last[name]) ? 'allowed' : 'denied'}`,
      );
      const evaluated = /on resource: (\S+)/.exec(last[groups.notAllowed] ?? '')?.[1] ?? 'not named';
      const evidence = `${allowed.join(', ')}; the error names ${evaluated}`;
      return isCreated(last[groups.byAnyStream]) && evaluated.includes(':log-stream:')
        ? held(evidence)
        : failed(evidence);
    },
  },
  {
    name: 'own-log-group-denied',
    assumption: 'A function with FunctionLogging cannot create its own log group again: an explicit deny.',
    source: 'https://github.com/aws/aws-cdk/issues/35003; infra/constructs/function-logging/log-permissions.ts',
    async run(deployment) {
      const name = probeLogGroup(deployment);
      const { [name]: outcome = 'no answer' } = await createLogGroups(deployment, [name]);
      return /AccessDenied.*explicit deny/s.test(outcome) ? held(outcome) : failed(outcome);
    },
  },
];

interface ExpectedDecision {
  readonly role: DeployedResource;
  readonly action: string;
  readonly resource: string;
  /** The partition key of the item. */
  readonly key?: string;
  readonly expected: 'allowed' | 'explicitDeny' | 'implicitDeny';
}

function expectedDecisions(deployment: Deployment): ExpectedDecision[] {
  const { region, accountId } = deployment.options;
  const probe = roleWith(deployment, 'Probe', 'ProbeServiceRole');
  const authorizer = roleWith(deployment, 'LogsApi', 'AuthorizerRole');
  const group = `arn:aws:logs:${region}:${accountId}:log-group:${probeLogGroup(deployment)}`;
  const account = roleWith(deployment, 'ApiGatewayAccount', 'CloudWatchRole');
  const execution = `arn:aws:logs:${region}:${accountId}:log-group:API-Gateway-Execution-Logs_a1b2c3d4e5/prod`;
  const table = `arn:aws:dynamodb:${region}:${accountId}:table/${deployment.only('AWS::DynamoDB::Table', 'LogsApi').physicalId}`;
  return [
    { role: probe, action: 'logs:PutLogEvents', resource: `${group}:log-stream:stream`, expected: 'allowed' },
    { role: probe, action: 'logs:CreateLogGroup', resource: group, expected: 'explicitDeny' },
    { role: probe, action: 'logs:CreateLogGroup', resource: `${group}:log-stream:`, expected: 'explicitDeny' },
    { role: probe, action: 'logs:DeleteLogGroup', resource: group, expected: 'implicitDeny' },
    { role: account, action: 'logs:CreateLogGroup', resource: `${execution}:log-stream:`, expected: 'allowed' },
    { role: account, action: 'logs:PutLogEvents', resource: `${execution}:log-stream:stream`, expected: 'allowed' },
    { role: account, action: 'logs:DeleteLogGroup', resource: execution, expected: 'implicitDeny' },
    { role: authorizer, action: 'dynamodb:GetItem', resource: table, key: 'T', expected: 'allowed' },
    { role: authorizer, action: 'dynamodb:GetItem', resource: table, key: 'K', expected: 'implicitDeny' },
    { role: authorizer, action: 'dynamodb:PutItem', resource: table, key: 'T', expected: 'implicitDeny' },
  ];
}

function roleWith(deployment: Deployment, stackId: string, beginning: string): DeployedResource {
  const role = deployment.ofType('AWS::IAM::Role', stackId).find(({ logicalId }) => logicalId.startsWith(beginning));
  if (!role) throw new Error(`The stack ${stackId} has no role ${beginning}`);
  return role;
}

function probeFunction(deployment: Deployment): DeployedResource {
  const found = deployment
    .ofType('AWS::Lambda::Function', 'Probe')
    .find(({ logicalId }) => /^Probe[0-9A-F]{8}$/.test(logicalId));
  if (!found) throw new Error('The stack Probe has no function Probe');
  return found;
}

function probeLogGroup(deployment: Deployment): string {
  const { LogGroup } = (probeFunction(deployment).properties.LoggingConfig ?? {}) as { readonly LogGroup?: unknown };
  const name = deployment.refOf(LogGroup, 'Probe');
  if (name === undefined) throw new Error('The function Probe has no log group of its own');
  return name;
}

/** The probe function tries to create log groups. The names are those of `probeGroups`, or its own group, which exists.
 *  @returns `created`, or the error, by name. */
async function createLogGroups(
  deployment: Deployment,
  names: readonly string[],
): Promise<Readonly<Record<string, string>>> {
  const { Payload, FunctionError } = await deployment.clients.lambda.send(
    new InvokeCommand({
      FunctionName: probeFunction(deployment).physicalId,
      Payload: JSON.stringify({ createLogGroups: names }),
    }),
  );
  const text = Payload?.transformToString() ?? '';
  if (FunctionError !== undefined) throw new Error(`The function Probe failed: ${text}`);
  return JSON.parse(text);
}

function isCreated(outcome = ''): boolean {
  return outcome === 'created' || outcome.startsWith('ResourceAlreadyExists');
}
