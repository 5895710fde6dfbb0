import { GetAccountCommand, UpdateAccountCommand } from '@aws-sdk/client-api-gateway';
import { GetRoleCommand, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import { describe, expect, it } from 'vitest';
import { ensureAccountRole } from '../../../lambdas/api-gateway-account/ensure-account-role.ts';
import { CallRetries } from '../../../lambdas/custom-resource/call-retries.ts';

const OURS = 'arn:aws:iam::123456789012:role/ours';
const THEIRS = 'arn:aws:iam::123456789012:role/service-role/theirs';
const TRUST = encodeURIComponent(
  JSON.stringify({
    Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: ['apigateway.amazonaws.com'] } }],
  }),
);
const awsError = (name: string, message = name) => Object.assign(new Error(message), { name });

/** An account with roles, a setting, errors to return, and a virtual clock. */
class Account {
  cloudwatchRoleArn: string | undefined;
  roles = new Map<string, { trust: string; allowed: boolean | 'executionLogs' }>([
    [OURS, { trust: TRUST, allowed: true }],
  ]);
  faults: Partial<Record<'GetAccount' | 'UpdateAccount' | 'GetRole' | 'Simulate', (now: number) => Error | undefined>> =
    {};
  updates = 0;
  missingContextValues: string[] = [];
  #now = 0;

  readonly clock = {
    now: () => this.#now,
    wait: async (milliseconds: number) => {
      this.#now += milliseconds;
    },
  };

  services = {
    region: 'eu-west-1',
    apiGateway: { send: (command: unknown) => this.#apiGateway(command) } as never,
    iam: { send: (command: unknown) => this.#iam(command) } as never,
  };

  get elapsed(): number {
    return this.#now;
  }

  async #apiGateway(command: unknown): Promise<object> {
    if (command instanceof GetAccountCommand) {
      this.#fail('GetAccount');
      return { cloudwatchRoleArn: this.cloudwatchRoleArn };
    }
    if (!(command instanceof UpdateAccountCommand)) throw new Error('no such call');
    this.#fail('UpdateAccount');
    this.updates++;
    const [operation] = command.input.patchOperations ?? [];
    expect(operation).toMatchObject({ op: 'replace', path: '/cloudwatchRoleArn' });
    this.cloudwatchRoleArn = operation?.value;
    return {};
  }

  async #iam(command: unknown): Promise<object> {
    if (command instanceof GetRoleCommand) {
      this.#fail('GetRole');
      const [arn, role] = [...this.roles].find(([name]) => name.endsWith(`/${command.input.RoleName}`)) ?? [];
      if (!role) throw awsError('NoSuchEntityException');
      return { Role: { Arn: arn, AssumeRolePolicyDocument: role.trust } };
    }
    if (!(command instanceof SimulatePrincipalPolicyCommand)) throw new Error('no such call');
    this.#fail('Simulate');
    const { PolicySourceArn = '', ActionNames = [], ResourceArns = [] } = command.input;
    const allowed = this.roles.get(PolicySourceArn)?.allowed;
    return {
      // One result for each action, with the most restrictive decision of all resources.
      // https://docs.aws.amazon.com/IAM/latest/APIReference/API_EvaluationResult.html
      EvaluationResults: ActionNames.map((EvalActionName) => ({
        EvalActionName,
        EvalDecision: ResourceArns.every((arn) => allowed === true || (allowed === 'executionLogs' && arn !== '*'))
          ? 'allowed'
          : 'implicitDeny',
        MissingContextValues: this.missingContextValues,
      })),
    };
  }

  #fail(call: keyof Account['faults']): void {
    const error = this.faults[call]?.(this.#now);
    if (error) throw error;
  }
}

const ensure = (account: Account, replace = false) =>
  ensureAccountRole(
    OURS,
    { replace },
    account.services,
    new CallRetries(account.clock, 280_000, new AbortController().signal),
  );

describe('the role of the account', () => {
  it('is set to ours when no role is set', async () => {
    const account = new Account();
    expect(await ensure(account)).toEqual({ roleArn: OURS, outcome: 'set', reason: 'no role was set' });
    expect(account.cloudwatchRoleArn).toBe(OURS);
  });

  it('is kept when it is ours', async () => {
    const account = new Account();
    account.cloudwatchRoleArn = OURS;
    expect(await ensure(account)).toMatchObject({ roleArn: OURS, outcome: 'already set' });
    expect(account.updates).toBe(0);
  });

  it('is ours and broken: the outcome says so, after the time that IAM needs', async () => {
    const account = new Account();
    account.cloudwatchRoleArn = OURS;
    account.roles.set(OURS, { trust: TRUST.replace('apigateway', 'ec2'), allowed: true });
    expect(await ensure(account)).toEqual({
      roleArn: OURS,
      outcome: 'already set, but broken',
      reason: `${OURS} does not trust API Gateway, so API Gateway writes no logs. Fix the role`,
    });
    expect(account.elapsed).toBeGreaterThan(100_000);
  });

  it.each([true, 'executionLogs'] as const)('is kept when another role works (allowed: %s)', async (allowed) => {
    const account = new Account();
    account.cloudwatchRoleArn = THEIRS;
    account.roles.set(THEIRS, { trust: TRUST, allowed });
    expect(await ensure(account)).toEqual({
      roleArn: THEIRS,
      outcome: 'kept',
      reason: 'the current role works',
    });
    expect(account.updates).toBe(0);
  });

  it('is replaced by ours when a replacement is requested', async () => {
    const account = new Account();
    account.cloudwatchRoleArn = THEIRS;
    account.roles.set(THEIRS, { trust: TRUST, allowed: true });
    expect(await ensure(account, true)).toMatchObject({ roleArn: OURS, outcome: 'replaced' });
  });

  it.each([
    ['was deleted', undefined, 'does not exist'],
    [
      'trusts another service',
      { trust: TRUST.replace('apigateway', 'ec2'), allowed: true },
      'does not trust API Gateway',
    ],
    [
      'has lost its policy',
      { trust: TRUST, allowed: false },
      'does not allow logs:CreateLogGroup, logs:CreateLogStream, logs:PutLogEvents',
    ],
  ])('is replaced when the current role %s', async (_, role, reason) => {
    const account = new Account();
    account.cloudwatchRoleArn = THEIRS;
    if (role) account.roles.set(THEIRS, role);
    expect(await ensure(account)).toEqual({
      roleArn: OURS,
      outcome: 'replaced',
      reason: `the previous role ${reason}`,
    });
    expect(account.cloudwatchRoleArn).toBe(OURS);
  });

  it.each(['GetRole', 'Simulate'] as const)(
    'is kept when %s is still denied after the time that IAM needs, and the outcome says so',
    async (call) => {
      const account = new Account();
      account.cloudwatchRoleArn = THEIRS;
      account.roles.set(THEIRS, { trust: TRUST, allowed: true });
      account.faults[call] = () => awsError('AccessDenied', 'not authorized to look');
      expect(await ensure(account)).toMatchObject({
        roleArn: THEIRS,
        outcome: 'kept without a check',
        reason: expect.stringContaining('not authorized to look'),
      });
      expect(account.updates).toBe(0);
      expect(account.elapsed).toBeGreaterThan(100_000);
    },
  );

  it.each(['GetRole', 'Simulate'] as const)(
    'is replaced when it is broken, although %s is denied at first',
    async (call) => {
      const account = new Account();
      account.cloudwatchRoleArn = THEIRS;
      account.roles.set(THEIRS, { trust: TRUST, allowed: false });
      account.faults[call] = (now) => (now < 60_000 ? awsError('AccessDenied') : undefined);
      expect(await ensure(account)).toMatchObject({ roleArn: OURS, outcome: 'replaced' });
    },
  );

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_general.html#troubleshoot_general_eventual-consistency
  it.each(['GetRole', 'Simulate'] as const)(
    'is kept when it was made seconds ago, and %s does not know it',
    async (call) => {
      const account = new Account();
      account.cloudwatchRoleArn = THEIRS;
      account.roles.set(THEIRS, { trust: TRUST, allowed: true });
      account.faults[call] = (now) => (now < 60_000 ? awsError('NoSuchEntityException') : undefined);
      expect(await ensure(account)).toMatchObject({ roleArn: THEIRS, outcome: 'kept' });
    },
  );

  // GetRole takes a name, and finds only roles of the account of the caller.
  it('is kept without a check when it is of another account, where a role of the same name may differ', async () => {
    const account = new Account();
    account.cloudwatchRoleArn = THEIRS.replace('123456789012', '210987654321');
    account.roles.set(THEIRS, { trust: TRUST, allowed: true });
    expect(await ensure(account)).toMatchObject({
      outcome: 'kept without a check',
      reason: expect.stringContaining('it is a role of the account 210987654321'),
    });
    expect(account.elapsed).toBe(0);
  });

  it('is kept without a check when its policies depend on values that the simulation does not know', async () => {
    const account = new Account();
    account.cloudwatchRoleArn = THEIRS;
    account.roles.set(THEIRS, { trust: TRUST, allowed: false });
    account.missingContextValues = ['aws:SourceAccount'];
    expect(await ensure(account)).toMatchObject({ outcome: 'kept without a check' });
  });

  it('is set with retries for up to a minute, until API Gateway knows the new role', async () => {
    const account = new Account();
    account.faults.UpdateAccount = (now) =>
      now < 60_000
        ? awsError('BadRequestException', 'The role ARN does not have required permissions configured.')
        : undefined;
    expect(await ensure(account)).toMatchObject({ outcome: 'set' });
    expect(account.elapsed).toBeLessThan(75_000);
  });

  it('fails with the error of API Gateway after about two minutes', async () => {
    const account = new Account();
    account.faults.UpdateAccount = () => awsError('BadRequestException', 'The role ARN is not valid.');
    await expect(ensure(account)).rejects.toThrow('The role ARN is not valid.');
    expect(account.elapsed).toBeGreaterThan(100_000);
    expect(account.elapsed).toBeLessThanOrEqual(130_000);
  });

  it.each(['GetAccount', 'UpdateAccount'] as const)(
    'is set although the first calls of %s are throttled',
    async (call) => {
      const account = new Account();
      account.faults[call] = (now) => (now < 20_000 ? awsError('TooManyRequestsException') : undefined);
      expect(await ensure(account)).toMatchObject({ outcome: 'set' });
    },
  );

  it('is kept when it works, although IAM throttles the first calls', async () => {
    const account = new Account();
    account.cloudwatchRoleArn = THEIRS;
    account.roles.set(THEIRS, { trust: TRUST, allowed: true });
    account.faults.GetRole = (now) => (now < 5000 ? awsError('ThrottlingException') : undefined);
    expect(await ensure(account)).toMatchObject({ outcome: 'kept' });
  });

  it.each(['GetAccount', 'UpdateAccount'] as const)('is set although %s is denied at first', async (call) => {
    const account = new Account();
    account.faults[call] = (now) => (now < 60_000 ? awsError('AccessDeniedException', 'no') : undefined);
    expect(await ensure(account)).toMatchObject({ outcome: 'set' });
  });

  it.each(['GetAccount', 'UpdateAccount'] as const)('fails when %s is still denied after two minutes', async (call) => {
    const account = new Account();
    account.faults[call] = () => awsError('AccessDeniedException', 'no');
    await expect(ensure(account)).rejects.toThrow('no');
    expect(account.elapsed).toBeLessThanOrEqual(130_000);
  });
});
