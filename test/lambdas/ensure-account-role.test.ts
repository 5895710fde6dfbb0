import { GetAccountCommand, UpdateAccountCommand } from '@aws-sdk/client-api-gateway';
import { GetRoleCommand, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import { describe, expect, it } from 'vitest';
import { ensureAccountRole } from '../../lambdas/api-gateway-account/ensure-account-role.ts';

const OURS = 'arn:aws:iam::123456789012:role/ours';
const THEIRS = 'arn:aws:iam::123456789012:role/service-role/theirs';
const TRUST = encodeURIComponent(
  JSON.stringify({
    Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: ['apigateway.amazonaws.com'] } }],
  }),
);
const fault = (name: string, message = name) => Object.assign(new Error(message), { name });

/** The account: what is set, the roles that exist, and what goes wrong, with a clock of its own. */
class Account {
  cloudwatchRoleArn: string | undefined;
  roles = new Map<string, { trust: string; allowed: boolean | 'executionLogs' }>([
    [OURS, { trust: TRUST, allowed: true }],
  ]);
  faults: Partial<Record<'GetAccount' | 'UpdateAccount' | 'GetRole' | 'Simulate', (now: number) => Error | undefined>> =
    {};
  updates = 0;
  #now = 0;

  services = {
    clock: {
      now: () => this.#now,
      wait: async (milliseconds: number) => {
        this.#now += milliseconds;
      },
    },
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
      if (!role) throw fault('NoSuchEntityException');
      return { Role: { Arn: arn, AssumeRolePolicyDocument: role.trust } };
    }
    if (!(command instanceof SimulatePrincipalPolicyCommand)) throw new Error('no such call');
    this.#fail('Simulate');
    const { PolicySourceArn = '', ActionNames = [], ResourceArns = [] } = command.input;
    const allowed = this.roles.get(PolicySourceArn)?.allowed;
    return {
      EvaluationResults: ActionNames.flatMap((EvalActionName) =>
        ResourceArns.map((EvalResourceName) => ({
          EvalActionName,
          EvalResourceName,
          EvalDecision:
            allowed === true || (allowed === 'executionLogs' && EvalResourceName !== '*') ? 'allowed' : 'implicitDeny',
        })),
      ),
    };
  }

  #fail(call: keyof Account['faults']): void {
    const error = this.faults[call]?.(this.#now);
    if (error) throw error;
  }
}

const ensure = (account: Account, replace = false) => ensureAccountRole(OURS, { replace }, account.services);

describe('the role of the account', () => {
  it('is set to ours when none is set', async () => {
    const account = new Account();
    expect(await ensure(account)).toEqual({ roleArn: OURS, outcome: 'set', reason: 'no role was set' });
    expect(account.cloudwatchRoleArn).toBe(OURS);
  });

  it('stays when it is ours, without another call', async () => {
    const account = new Account();
    account.cloudwatchRoleArn = OURS;
    expect(await ensure(account)).toMatchObject({ roleArn: OURS, outcome: 'already ours' });
    expect(account.updates).toBe(0);
  });

  it.each([true, 'executionLogs'] as const)('stays when somebody set one that works (allowed: %s)', async (allowed) => {
    const account = new Account();
    account.cloudwatchRoleArn = THEIRS;
    account.roles.set(THEIRS, { trust: TRUST, allowed });
    expect(await ensure(account)).toEqual({
      roleArn: THEIRS,
      outcome: 'left alone',
      reason: 'the role that is set works',
    });
    expect(account.updates).toBe(0);
  });

  it('gives way to ours all the same when that is asked for', async () => {
    const account = new Account();
    account.cloudwatchRoleArn = THEIRS;
    account.roles.set(THEIRS, { trust: TRUST, allowed: true });
    expect(await ensure(account, true)).toMatchObject({ roleArn: OURS, outcome: 'replaced' });
  });

  it.each([
    ['was deleted', undefined, 'does not exist'],
    [
      'trusts somebody else',
      { trust: TRUST.replace('apigateway', 'ec2'), allowed: true },
      'does not trust API Gateway',
    ],
    [
      'has lost its policy',
      { trust: TRUST, allowed: false },
      'may not logs:CreateLogGroup, logs:CreateLogStream, logs:PutLogEvents',
    ],
  ])('is replaced when the one that is set %s', async (_, role, reason) => {
    const account = new Account();
    account.cloudwatchRoleArn = THEIRS;
    if (role) account.roles.set(THEIRS, role);
    expect(await ensure(account)).toEqual({
      roleArn: OURS,
      outcome: 'replaced',
      reason: `the role that was set ${reason}`,
    });
    expect(account.cloudwatchRoleArn).toBe(OURS);
  });

  it.each(['GetRole', 'Simulate'] as const)('is left alone when %s is denied: it may work', async (call) => {
    const account = new Account();
    account.cloudwatchRoleArn = THEIRS;
    account.roles.set(THEIRS, { trust: TRUST, allowed: true });
    account.faults[call] = () => fault('AccessDenied', 'not authorized to look');
    expect(await ensure(account)).toMatchObject({
      roleArn: THEIRS,
      outcome: 'left alone',
      reason: expect.stringContaining('not authorized to look'),
    });
    expect(account.updates).toBe(0);
  });

  it('is waited for while IAM tells API Gateway of it: a minute is not too long', async () => {
    const account = new Account();
    account.faults.UpdateAccount = (now) =>
      now < 60_000
        ? fault('BadRequestException', 'The role ARN does not have required permissions configured.')
        : undefined;
    expect(await ensure(account)).toMatchObject({ outcome: 'set' });
    expect(account.elapsed).toBeLessThan(75_000);
  });

  it('is given up after about 100 s, with what API Gateway said', async () => {
    const account = new Account();
    account.faults.UpdateAccount = () => fault('BadRequestException', 'The role ARN is not valid.');
    await expect(ensure(account)).rejects.toThrow('The role ARN is not valid.');
    expect(account.elapsed).toBeGreaterThan(85_000);
    expect(account.elapsed).toBeLessThanOrEqual(100_000);
  });

  it.each(['GetAccount', 'UpdateAccount'] as const)('survives throttles of %s', async (call) => {
    const account = new Account();
    account.faults[call] = (now) => (now < 20_000 ? fault('TooManyRequestsException') : undefined);
    expect(await ensure(account)).toMatchObject({ outcome: 'set' });
  });

  it('survives throttles of IAM, whose role works', async () => {
    const account = new Account();
    account.cloudwatchRoleArn = THEIRS;
    account.roles.set(THEIRS, { trust: TRUST, allowed: true });
    account.faults.GetRole = (now) => (now < 5000 ? fault('ThrottlingException') : undefined);
    expect(await ensure(account)).toMatchObject({ outcome: 'left alone' });
  });

  it.each(['GetAccount', 'UpdateAccount'] as const)('fails at once, and says so, when %s is denied', async (call) => {
    const account = new Account();
    account.faults[call] = () => fault('AccessDeniedException', 'no');
    await expect(ensure(account)).rejects.toThrow('no');
    expect(account.elapsed).toBe(0);
  });
});
