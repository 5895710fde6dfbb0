import { GetAccountCommand, UpdateAccountCommand } from '@aws-sdk/client-api-gateway';
import { CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GetRoleCommand, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { DeployedFunction } from '../account.ts';
import { RehearsalAccount } from '../engine/rehearsal-account.ts';
import { SERVICE } from '../engine/test-stacks.ts';
import { Invocation } from '../handlers/invocation.ts';
import type { PolicyDocument } from '../iam/policy-document.ts';

// Through real SDK clients. The names and messages of errors are from AWS's documentation and from public reports.

const role = (name: string) => `arn:aws:iam::123456789012:role/${name}`;
const FUNCTION: DeployedFunction = {
  name: 'function',
  arn: 'arn:aws:lambda:eu-west-1:123456789012:function:function',
  region: 'eu-west-1',
  roleArn: role('own'),
  handler: 'index.handler',
  environment: {},
  timeoutSeconds: 300,
  logGroupName: 'logs',
};
const ALLOW_ALL: PolicyDocument = { Statement: { Effect: 'Allow', Action: '*', Resource: '*' } };

/** An account with the role of the function, and the role `writer` for API Gateway.
 *  @param identity the policy of the function's role. */
function start(identity: PolicyDocument | undefined = ALLOW_ALL, iamDelayMs = 0) {
  const account = new RehearsalAccount({ iamDelayMs });
  onTestFinished(() => account.close());
  const attachedAt = account.clock.now();
  const add = (name: string, service: string, documents: PolicyDocument[]) =>
    account.roles.set(name, {
      name,
      arn: role(name),
      createdAt: attachedAt,
      trust: SERVICE(service),
      policies: documents.map((document) => ({ document, attachedAt })),
    });
  add('own', 'lambda', identity ? [identity] : []);
  add('writer', 'apigateway', [ALLOW_ALL]);
  const { apiGateway, iam, logs } = new Invocation(FUNCTION, account).host;
  const calls = {
    GetAccount: () => apiGateway.send(new GetAccountCommand({})),
    UpdateAccount: (value: string) =>
      apiGateway.send(
        new UpdateAccountCommand({ patchOperations: [{ op: 'replace', path: '/cloudwatchRoleArn', value }] }),
      ),
    GetRole: (RoleName = 'writer') => iam.send(new GetRoleCommand({ RoleName })),
    Simulate: (ActionNames: string[]) =>
      iam.send(new SimulatePrincipalPolicyCommand({ PolicySourceArn: role('writer'), ActionNames })),
    CreateLogGroup: () => logs.send(new CreateLogGroupCommand({ logGroupName: 'orders' })),
  };
  return { account, region: account.region('eu-west-1'), calls };
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
describe('a call without permission', () => {
  it.each([
    ['GetAccount', 'AccessDeniedException', 403, 'apigateway:GET on resource: arn:aws:apigateway:eu-west-1::/account'],
    ['GetRole', 'AccessDenied', 403, 'iam:GetRole on resource: role writer'],
    [
      'CreateLogGroup',
      'AccessDeniedException',
      400,
      'logs:CreateLogGroup on resource: arn:aws:logs:eu-west-1:123456789012:log-group:orders:log-stream:',
    ],
  ] as const)('%s fails with %s and the status %s', async (call, name, httpStatusCode, what) => {
    const { calls } = start({ Statement: [] });
    const action = what.split(' ')[0];
    await expect(calls[call]()).rejects.toMatchObject({
      name,
      message: `User: arn:aws:sts::123456789012:assumed-role/own/function is not authorized to perform: ${what} because no identity-based policy allows the ${action} action`,
      $metadata: { httpStatusCode },
    });
  });

  it('names the policy of the organization', async () => {
    const { account, calls } = start();
    account.serviceControlPolicies.push({ Statement: { Effect: 'Deny', Action: 'iam:Get*', Resource: '*' } });
    await expect(calls.GetRole()).rejects.toThrow('with an explicit deny in a service control policy');
  });

  it('needs the right to pass the role, too', async () => {
    const { calls } = start({ Statement: { Effect: 'Allow', Action: 'apigateway:*', Resource: '*' } });
    await expect(calls.UpdateAccount(role('writer'))).rejects.toThrow(
      `iam:PassRole on resource: ${role('writer')} because no identity-based policy allows the iam:PassRole action`,
    );
  });
});

it('a new policy reaches one service after the other, the last one after the delay of IAM', async () => {
  const { account, calls } = start(ALLOW_ALL, 10_000);
  const allowed = () =>
    Promise.all(
      (['GetAccount', 'GetRole', 'CreateLogGroup'] as const).map((call) =>
        calls[call]().then(
          () => call,
          () => undefined,
        ),
      ),
    );
  const known: unknown[] = [];
  for (const wait of [3999, 1, 3000, 3000]) {
    account.clock.advance(wait);
    known.push((await allowed()).filter(Boolean));
  }
  expect(known).toEqual([[], ['GetAccount'], ['GetAccount', 'GetRole'], ['GetAccount', 'GetRole', 'CreateLogGroup']]);
});

describe('the role of the account', () => {
  it('is set, and API Gateway creates its log group', async () => {
    const { region, calls } = start();
    expect((await calls.GetAccount()).cloudwatchRoleArn).toBeUndefined();
    await calls.UpdateAccount(role('writer'));
    expect((await calls.GetAccount()).cloudwatchRoleArn).toBe(role('writer'));
    expect(region.logGroup('/aws/apigateway/welcome')).toEqual(expect.not.objectContaining({ retentionInDays: 7 }));
  });

  // https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
  it('can be changed once in 20 seconds', async () => {
    const { account, calls } = start();
    await calls.UpdateAccount(role('writer'));
    account.clock.advance(19_999);
    const refused = { name: 'TooManyRequestsException', $metadata: { httpStatusCode: 429 } };
    await expect(calls.UpdateAccount(role('writer'))).rejects.toMatchObject(refused);
    account.clock.advance(1);
    await calls.UpdateAccount(role('writer'));
  });

  // https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/apigateway/account.go
  it.each(['missing', 'own'])('is refused when the role is %s', async (name) => {
    const { calls } = start();
    await expect(calls.UpdateAccount(role(name))).rejects.toMatchObject({
      name: 'BadRequestException',
      message: expect.stringContaining('The role ARN does not have required permissions configured.'),
    });
  });

  it('is refused until API Gateway knows the role', async () => {
    const { account, calls } = start(ALLOW_ALL, 10_000);
    account.clock.advance(9999);
    await expect(calls.UpdateAccount(role('writer'))).rejects.toThrow('does not have required permissions');
    account.clock.advance(20_000);
    await calls.UpdateAccount(role('writer'));
  });
});

describe('IAM', () => {
  it('returns a role with its trust policy', async () => {
    const { Role } = await start().calls.GetRole();
    expect(Role?.Arn).toBe(role('writer'));
    expect(JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ''))).toEqual(SERVICE('apigateway'));
  });

  it('does not know a missing role', async () => {
    await expect(start().calls.GetRole('missing')).rejects.toMatchObject({
      name: 'NoSuchEntityException',
      message: 'The role with name missing cannot be found.',
    });
  });

  it('simulates the policies of a role', async () => {
    const { account, calls } = start();
    const deny: PolicyDocument = { Statement: { Effect: 'Deny', Action: 's3:*', Resource: '*' } };
    account.roles.get('writer')?.policies.push({ document: deny, attachedAt: 0 });
    const { EvaluationResults = [] } = await calls.Simulate(['logs:PutLogEvents', 's3:GetObject']);
    expect(EvaluationResults.map(({ EvalDecision }) => EvalDecision)).toEqual(['allowed', 'explicitDeny']);
  });
});
