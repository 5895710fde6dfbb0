import { Stack } from 'aws-cdk-lib';
import { Role } from 'aws-cdk-lib/aws-iam';
import { describe, expect, it } from 'vitest';
import type { StackTemplate } from '../../../../core/template/assembly.ts';
import { ApiLogging } from '../../../../infra/constructs/api-logging/api-logging.ts';
import {
  ApiGatewayAccountStack,
  type ApiGatewayAccountStackProps,
} from '../../../../infra/stacks/api-gateway-account-stack.ts';
import type { Role as AccountRole } from '../account.ts';
import { missingLogRights } from '../engine/log-rights.ts';
import { SERVICE } from '../engine/test-stacks.ts';
import { managedPolicy } from '../iam/managed-policies.ts';
import type { PolicyDocument } from '../iam/policy-document.ts';
import { isWorkingRole } from '../services/api-gateway-role.ts';
import { synthesizedStacks } from '../synthesized-stacks.ts';
import { restApi } from './existing-apps.ts';
import { destroyAll, expectDeployed, type Rehearsal, startRehearsal } from './rehearsal.ts';

// README: ApiGatewayAccount keeps a role that works, and a role that it has no permission to read. It replaces a missing or broken
// role with its own. -c replaceAccountRole=true always sets its own role. When the stack is deleted, role and setting stay.

const stacksWith = (props: ApiGatewayAccountStackProps, roleArn?: string) =>
  synthesizedStacks((app) => {
    const orders = new Stack(app, 'Orders');
    restApi(orders);
    const role = roleArn && { role: Role.fromRoleArn(orders, 'Role', roleArn) };
    new ApiGatewayAccountStack(app, 'ApiGatewayAccount', { ...props, ...role });
    ApiLogging.of(app).enable();
  });
const stacks = stacksWith({});
const checkedAgain = stacksWith({ revision: '2' });
const replacing = stacksWith({ replaceRole: true });
const THEIRS = 'arn:aws:iam::123456789012:role/theirs';
const withExistingRole = stacksWith({}, THEIRS);
const PUSH = managedPolicy('arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs');

interface AccountState {
  readonly roleArn?: string;
  /** The service that the role trusts, and whether it may write logs. @default the role does not exist */
  readonly role?: { readonly trusts: string; readonly mayWrite: boolean };
}

/** What somebody else did in the account, long ago. */
function establish({ account, region }: Rehearsal, { roleArn, role }: AccountState): void {
  region.apiGatewayRoleArn = roleArn;
  account.roles.delete('theirs');
  if (!role) return;
  account.roles.set('theirs', {
    name: 'theirs',
    arn: THEIRS,
    createdAt: 0,
    trust: SERVICE(role.trusts),
    policies: role.mayWrite ? [{ document: PUSH, attachedAt: 0 }] : [],
  });
}

/** Adds a resource that is created after the role of the account is set. */
function withLaterResource(stack: StackTemplate): StackTemplate {
  const { Resources } = stack.template;
  if (!('AccountRole' in Resources)) return stack;
  const Later = { Type: 'AWS::SNS::Topic', DependsOn: 'AccountRole' };
  return { ...stack, template: { ...stack.template, Resources: { ...Resources, Later } } };
}

const outcomeOf = ({ cloudFormation }: Rehearsal) => String(cloudFormation.stack('ApiGatewayAccount').outputs.Outcome);

describe.each<[string, AccountState, outcome: string]>([
  ['no role', {}, 'set: no role was set'],
  [
    'a role that works',
    { roleArn: THEIRS, role: { trusts: 'apigateway', mayWrite: true } },
    'kept: the current role works',
  ],
  ['a role that was deleted', { roleArn: THEIRS }, 'replaced: the previous role does not exist'],
  [
    'a role that API Gateway cannot assume',
    { roleArn: THEIRS, role: { trusts: 'lambda', mayWrite: true } },
    'replaced: the previous role does not trust API Gateway',
  ],
  [
    'a role without permissions',
    { roleArn: THEIRS, role: { trusts: 'apigateway', mayWrite: false } },
    'replaced: the previous role does not allow logs:CreateLogGroup, logs:CreateLogStream, logs:PutLogEvents',
  ],
])('an account with %s', (_, state, outcome) => {
  const roleArnAfter = (rehearsal: Rehearsal) =>
    outcome.startsWith('kept') ? THEIRS : rehearsal.cloudFormation.stack('ApiGatewayAccount').outputs.RoleArn;

  it('when the stack is created, checked again, destroyed, and created again', async () => {
    const rehearsal = startRehearsal();
    establish(rehearsal, state);
    await expectDeployed(rehearsal, stacks);
    expect(outcomeOf(rehearsal)).toBe(outcome);
    const roleArn = roleArnAfter(rehearsal);
    expect(rehearsal.region.apiGatewayRoleArn).toBe(roleArn);
    await expectDeployed(rehearsal, checkedAgain);
    expect(outcomeOf(rehearsal)).toMatch(/^(kept: the current role works|already set)/);
    await destroyAll(rehearsal, stacks);
    expect(rehearsal.region.apiGatewayRoleArn).toBe(roleArn);
    await expectDeployed(rehearsal, stacks);
    expect(outcomeOf(rehearsal)).toBe('kept: the current role works');
    expect(rehearsal.region.apiGatewayRoleArn).toBe(roleArn);
  });

  it('when the stack is updated', async () => {
    const rehearsal = startRehearsal();
    await expectDeployed(rehearsal, stacks);
    establish(rehearsal, state);
    await expectDeployed(rehearsal, checkedAgain);
    expect(outcomeOf(rehearsal)).toBe(outcome);
    expect(rehearsal.region.apiGatewayRoleArn).toBe(roleArnAfter(rehearsal));
  });

  it('when the stack is destroyed, and created again', async () => {
    const rehearsal = startRehearsal();
    await expectDeployed(rehearsal, stacks);
    establish(rehearsal, state);
    await destroyAll(rehearsal, stacks);
    expect(rehearsal.region.apiGatewayRoleArn).toBe(state.roleArn);
    await expectDeployed(rehearsal, stacks);
    expect(outcomeOf(rehearsal)).toBe(outcome);
  });

  it('when the creation of the stack rolls back after its role was set: a role that works stays, and the old events, too', async () => {
    const rehearsal = startRehearsal();
    const { cloudFormation, region, account } = rehearsal;
    establish(rehearsal, state);
    const welcome = { logGroupName: '/aws/apigateway/welcome', logStreamName: 'stream' };
    region.logs('CreateLogGroup', { logGroupName: welcome.logGroupName });
    region.logs('CreateLogStream', welcome);
    region.logs('PutLogEvents', { ...welcome, logEvents: [{ timestamp: account.clock.now(), message: 'old' }] });
    cloudFormation.failAt((id) => (id === 'Later' ? new Error('injected') : undefined));
    await expect(cloudFormation.deploy(stacks.map(withLaterResource))).rejects.toThrow('| Later | injected');
    expect(isWorkingRole(region.apiGatewayRoleArn, account, region.name)).toBe(true);
    if (outcome.startsWith('kept')) expect(region.apiGatewayRoleArn).toBe(THEIRS);
    expect(region.logs('GetLogEvents', welcome)).toMatchObject({ events: [{ message: 'old' }] });
    cloudFormation.failAt(undefined);
    await expectDeployed(rehearsal, stacks);
  });

  it('is replaced on request', async () => {
    const rehearsal = startRehearsal();
    establish(rehearsal, state);
    await expectDeployed(rehearsal, replacing);
    const { RoleArn } = rehearsal.cloudFormation.stack('ApiGatewayAccount').outputs;
    expect(rehearsal.region.apiGatewayRoleArn).toBe(RoleArn);
    expect(RoleArn).not.toBe(THEIRS);
  });
});

const DENY_ALL: PolicyDocument = { Statement: { Effect: 'Deny', Action: '*', Resource: '*' } };
// All changes of IAM are eventually consistent, also those of trust policies and permissions boundaries:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_general.html#troubleshoot_general_eventual-consistency
it.each<[string, (now: number) => Partial<AccountRole>]>([
  ['trust policy', (until) => ({ earlier: [{ trust: SERVICE('lambda'), until }] })],
  ['permissions boundary', (until) => ({ earlier: [{ trust: SERVICE('apigateway'), boundary: DENY_ALL, until }] })],
  ['permissions', (attachedAt) => ({ policies: [{ document: PUSH, attachedAt }] })],
])('a role of the account whose %s was repaired a moment ago is kept', async (_, repaired) => {
  const rehearsal = startRehearsal();
  establish(rehearsal, { roleArn: THEIRS, role: { trusts: 'apigateway', mayWrite: true } });
  await expectDeployed(rehearsal, stacks);
  const { account } = rehearsal;
  Object.assign(account.roles.get('theirs') ?? {}, repaired(account.clock.now()));
  await expectDeployed(rehearsal, checkedAgain);
  expect(outcomeOf(rehearsal)).toBe('kept: the current role works');
});

// There is nothing to replace the role of the stack with. A creation fails, as API Gateway's refusal of the role does; after an update
// the outcome says it.
describe.each<[string, (role: AccountRole) => void, fault: string]>([
  [
    'cannot be assumed by API Gateway',
    (role) => {
      role.trust = SERVICE('lambda');
    },
    'does not trust API Gateway',
  ],
  [
    'lost its permissions',
    (role) => {
      role.policies.length = 0;
    },
    'does not allow logs:CreateLogGroup, logs:CreateLogStream, logs:PutLogEvents',
  ],
])('the role of the stack is set, and %s', (_, breakRole, fault) => {
  const ownRole = ({ account, region }: Rehearsal) =>
    [...account.roles.values()].find(({ arn }) => arn === region.apiGatewayRoleArn) as AccountRole;

  it('at an update', async () => {
    const rehearsal = startRehearsal();
    await expectDeployed(rehearsal, stacks);
    const role = ownRole(rehearsal);
    breakRole(role);
    await rehearsal.cloudFormation.deploy(checkedAgain);
    expect(outcomeOf(rehearsal)).toBe(
      `already set, but broken: ${role.arn} ${fault}, so API Gateway writes no logs. Fix the role`,
    );
  });

  it('at a creation with an existing role', async () => {
    const rehearsal = startRehearsal();
    establish(rehearsal, { roleArn: THEIRS, role: { trusts: 'apigateway', mayWrite: true } });
    const role = ownRole(rehearsal);
    breakRole(role);
    await expect(rehearsal.cloudFormation.deploy(withExistingRole)).rejects.toThrow(`${THEIRS} ${fault}`);
    establish(rehearsal, { roleArn: THEIRS, role: { trusts: 'apigateway', mayWrite: true } });
    await expectDeployed(rehearsal, withExistingRole);
    expect(outcomeOf(rehearsal)).toBe('already set: the account already has this role');
  });
});

const WORKING: AccountState = { roleArn: THEIRS, role: { trusts: 'apigateway', mayWrite: true } };
const BROKEN: AccountState = { roleArn: THEIRS, role: { trusts: 'apigateway', mayWrite: false } };

/** The organization denies an action to all roles of the account. */
function deny({ account }: Rehearsal, action: string): void {
  account.serviceControlPolicies.push({ Statement: { Effect: 'Deny', Action: action, Resource: '*' } });
}
const allowAgain = ({ account }: Rehearsal) => void account.serviceControlPolicies.pop();

describe.each(['iam:GetRole', 'iam:SimulatePrincipalPolicy'])('an organization that denies %s', (action) => {
  it.each([
    ['works', WORKING, []],
    // It may work: only its owner can see it. The outcome says so, and the stage loses its logs.
    ['is broken', BROKEN, [expect.stringContaining('loses its logs')]],
  ] as const)('a role that %s is kept without a check, at each deployment', async (_, state, lost) => {
    const rehearsal = startRehearsal();
    const { account, region, cloudFormation } = rehearsal;
    establish(rehearsal, state);
    deny(rehearsal, action);
    for (const deployed of [stacks, checkedAgain, undefined, stacks]) {
      await (deployed ? cloudFormation.deploy(deployed) : destroyAll(rehearsal, stacks));
      expect(region.apiGatewayRoleArn).toBe(THEIRS);
      if (!deployed) continue;
      expect(outcomeOf(rehearsal)).toMatch(
        new RegExp(
          `^kept without a check: ${THEIRS} could not be checked: .*${action}.* explicit deny in a service control policy. .*-c replaceAccountRole=true$`,
        ),
      );
      expect(missingLogRights(account, region)).toEqual(lost);
    }
  });

  it('a role is set if none was set, and replaced on request', async () => {
    const rehearsal = startRehearsal();
    deny(rehearsal, action);
    await expectDeployed(rehearsal, stacks);
    expect(outcomeOf(rehearsal)).toBe('set: no role was set');
    establish(rehearsal, BROKEN);
    await expectDeployed(rehearsal, replacing);
    expect(outcomeOf(rehearsal)).toBe('replaced: a replacement was requested');
  });
});

describe.each(['apigateway:GET', 'apigateway:PATCH', 'iam:PassRole', 'logs:PutRetentionPolicy'])(
  'an organization that denies %s',
  (action) => {
    const refused = new RegExp(`AccountRole \\| .* not authorized to perform: ${action} .* service control policy`);

    it('the stack is not created, and works when the deny is removed', async () => {
      const rehearsal = startRehearsal();
      deny(rehearsal, action);
      await expect(rehearsal.cloudFormation.deploy(stacks)).rejects.toThrow(refused);
      expect(rehearsal.cloudFormation.stack('ApiGatewayAccount').status).toBe('ROLLBACK_COMPLETE');
      allowAgain(rehearsal);
      await expectDeployed(rehearsal, stacks);
    });

    it('the stack can be destroyed', async () => {
      const rehearsal = startRehearsal();
      await expectDeployed(rehearsal, stacks);
      deny(rehearsal, action);
      await destroyAll(rehearsal, stacks);
    });
  },
);

it('an organization that denies apigateway:GET: an update and its rollback fail, and continue when the deny is removed', async () => {
  const rehearsal = startRehearsal();
  const { cloudFormation } = rehearsal;
  await expectDeployed(rehearsal, stacks);
  deny(rehearsal, 'apigateway:GET');
  await expect(cloudFormation.deploy(checkedAgain)).rejects.toThrow(/ROLLBACK_FAILED .* apigateway:GET/);
  allowAgain(rehearsal);
  await cloudFormation.continueRollback('ApiGatewayAccount');
  await expectDeployed(rehearsal, checkedAgain);
});

it.each(['apigateway:PATCH', 'iam:PassRole'])(
  'an organization that denies %s: a role that works is kept',
  async (action) => {
    const rehearsal = startRehearsal();
    establish(rehearsal, WORKING);
    deny(rehearsal, action);
    await expectDeployed(rehearsal, stacks);
    expect(outcomeOf(rehearsal)).toBe('kept: the current role works');
  },
);
