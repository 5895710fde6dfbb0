import { expect, it } from 'vitest';
import { ROLE, rehearse, SERVICE, stackOf } from '../engine/test-stacks.ts';
import { policiesKnownTo, roleKnownTo } from './propagation.ts';

const ALLOW = { Statement: { Effect: 'Allow', Action: '*', Resource: '*' } };

// https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_general.html#troubleshoot_general_eventual-consistency
it('a service knows a new role, each of its changes, and its deletion after the delay of IAM', async () => {
  const { account, cloudFormation } = rehearse({ iamDelayMs: 10_000 });
  const boundary = 'arn:aws:iam::123456789012:policy/boundary';
  account.managedPolicies.set(boundary, { Statement: [] });
  const role = (Properties: object = {}) =>
    stackOf({ Role: { ...ROLE, Properties: { ...ROLE.Properties, RoleName: 'role', ...Properties } } });
  const known = () => {
    const found = roleKnownTo('sts', 'role', account);
    return found && [found.trust, found.boundary, policiesKnownTo('sts', found, account).length];
  };
  const steps = [
    () => cloudFormation.deploy([role()]),
    () =>
      cloudFormation.deploy([
        role({
          AssumeRolePolicyDocument: SERVICE('apigateway'),
          PermissionsBoundary: boundary,
          Policies: [{ PolicyName: 'all', PolicyDocument: ALLOW }],
        }),
      ]),
    () => cloudFormation.destroy('Orders'),
  ];
  const seen: unknown[] = [];
  for (const step of steps) {
    await step();
    account.clock.advance(9999);
    seen.push(known());
    account.clock.advance(1);
    seen.push(known());
  }
  const [first, second] = [
    [SERVICE('lambda'), undefined, 0],
    [SERVICE('apigateway'), { Statement: [] }, 1],
  ];
  expect(seen).toEqual([undefined, first, first, second, second, undefined]);
});

it('a service knows a role that was created again as the old one, then not at all, then as the new one', async () => {
  const { account, cloudFormation } = rehearse({ iamDelayMs: 10_000 });
  const role = (trusts: string) =>
    stackOf({ Role: { ...ROLE, Properties: { RoleName: 'role', AssumeRolePolicyDocument: SERVICE(trusts) } } });
  const trust = () => roleKnownTo('sts', 'role', account)?.trust;
  await cloudFormation.deploy([role('lambda')]);
  account.clock.advance(10_000);
  await cloudFormation.destroy('Orders');
  account.clock.advance(1000);
  await cloudFormation.deploy([role('apigateway')]);
  account.clock.advance(8999);
  expect(trust()).toEqual(SERVICE('lambda'));
  account.clock.advance(1);
  expect(trust()).toBeUndefined();
  account.clock.advance(1000);
  expect(trust()).toEqual(SERVICE('apigateway'));
});
