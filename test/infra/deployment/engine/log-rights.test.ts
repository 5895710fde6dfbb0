import { expect, it, onTestFinished } from 'vitest';
import type { PolicyDocument, Statement } from '../iam/policy-document.ts';
import { missingLogRights } from './log-rights.ts';
import { RehearsalAccount } from './rehearsal-account.ts';

const GROUP = 'arn:aws:logs:eu-west-1:123456789012:log-group:orders';
const WRITE: Statement = {
  Effect: 'Allow',
  Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
  Resource: `${GROUP}:*`,
};
const CREATE: Statement = {
  Effect: 'Allow',
  Action: 'logs:CreateLogGroup',
  Resource: 'arn:aws:logs:*:*:log-group:API-*',
};
const DENY: Statement = { Effect: 'Deny', Action: 'logs:CreateLogGroup', Resource: '*' };

function missing(statements: readonly Statement[], hasGroup = true): string[] {
  const account = new RehearsalAccount();
  onTestFinished(() => account.close());
  const region = account.region('eu-west-1');
  if (hasGroup) region.logs('CreateLogGroup', { logGroupName: 'orders' });
  const document: PolicyDocument = { Version: '2012-10-17', Statement: statements };
  const arn = 'arn:aws:iam::123456789012:role/role';
  const trust: PolicyDocument = { Statement: [] };
  account.roles.set('role', { name: 'role', arn, trust, createdAt: 0, policies: [{ document, attachedAt: 0 }] });
  region.functions.set('charge', {
    name: 'charge',
    arn: 'arn:aws:lambda:eu-west-1:123456789012:function:charge',
    region: 'eu-west-1',
    roleArn: arn,
    handler: 'index.handler',
    environment: {},
    timeoutSeconds: 3,
    logGroupName: 'orders',
  });
  return missingLogRights(account, region);
}

// https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html: an explicit deny wins.
it.each<[string, Parameters<typeof missing>, string[]]>([
  ['that may write to its group', [[WRITE]], []],
  ['whose group exists and may not be created', [[WRITE, DENY]], []],
  [
    'whose group does not exist and may not be created',
    [[WRITE, DENY], false],
    [
      'charge loses its logs: it may not logs:CreateLogGroup on orders, with an explicit deny in an identity-based policy',
    ],
  ],
  [
    'that must create other groups, and is denied',
    [[WRITE, CREATE, DENY]],
    [
      'charge may not logs:CreateLogGroup on arn:aws:logs:x:x:log-group:API-x, with an explicit deny in an identity-based policy',
    ],
  ],
])('the rights of a function %s', (_, rights, expected) => {
  expect(missing(...rights)).toEqual(expected);
});
