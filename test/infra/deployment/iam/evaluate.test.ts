import { describe, expect, it } from 'vitest';
import type { RequestContext } from './conditions.ts';
import { evaluate, letsServiceAssume } from './evaluate.ts';
import { managedPolicy } from './managed-policies.ts';
import { type PolicyDocument, type Statement, UnsupportedPolicyError } from './policy-document.ts';
import { matchesPolicyPattern } from './policy-wildcard.ts';

// Expected values are from the pages of the IAM User Guide that each test names.

const policy = (...Statement: readonly Statement[]): PolicyDocument => ({ Version: '2012-10-17', Statement });
const BUCKET = 'arn:aws:s3:::amzn-s3-demo-bucket/home/file';
const isAllowed = (statements: readonly Statement[], action: string, resource = BUCKET, context: RequestContext = {}) =>
  evaluate({ action, resource, context }, { identity: [policy(...statements)] }).allowed;

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html */
describe('the decision', () => {
  const request = { action: 's3:GetObject', resource: BUCKET };
  const allow = policy({ Effect: 'Allow', Action: 's3:*', Resource: '*' });
  const deny = policy({ Effect: 'Deny', Action: 's3:GetObject', Resource: '*' });

  it('is an implicit deny when no policy applies', () => {
    expect(evaluate(request, { identity: [] })).toEqual({
      allowed: false,
      isExplicit: false,
      reason: 'because no identity-based policy allows the s3:GetObject action',
    });
  });

  it.each([[[allow, deny]], [[deny, allow]]])('is an explicit deny in whichever order the policies are', (identity) => {
    expect(evaluate(request, { identity })).toEqual({
      allowed: false,
      isExplicit: true,
      reason: 'with an explicit deny in an identity-based policy',
    });
  });

  it('is the intersection with a permissions boundary', () => {
    const only = (Action: string) => policy({ Effect: 'Allow', Action, Resource: '*' });
    expect(evaluate(request, { identity: [allow], boundary: only('s3:Get*') })).toEqual({ allowed: true });
    expect(evaluate(request, { identity: [allow], boundary: only('logs:*') })).toMatchObject({
      allowed: false,
      isExplicit: false,
      reason: 'because no permissions boundary allows the s3:GetObject action',
    });
    expect(evaluate(request, { identity: [], boundary: only('s3:*') })).toMatchObject({ allowed: false });
    expect(evaluate(request, { identity: [allow], boundary: deny })).toMatchObject({
      isExplicit: true,
      reason: 'with an explicit deny in a permissions boundary',
    });
  });
});

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
 *  @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html
 *  @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notresource.html */
describe('elements', () => {
  it.each([
    ['iam:*AccessKey*', 'iam:CreateAccessKey', true],
    ['iam:*AccessKey*', 'iam:ListUsers', false],
    ['IAM:createaccesskey', 'iam:CreateAccessKey', true],
    ['*', 'iam:ListUsers', true],
    ['s3:?etObject', 's3:GetObject', true],
  ])('Action %s and %s: %s', (Action, action, allowed) => {
    expect(isAllowed([{ Effect: 'Allow', Action, Resource: '*' }], action)).toBe(allowed);
  });

  it('NotAction matches every other action', () => {
    const statement: Statement = { Effect: 'Allow', NotAction: ['iam:*'], Resource: '*' };
    expect(isAllowed([statement], 'iam:ListUsers')).toBe(false);
    expect(isAllowed([statement], 's3:GetObject')).toBe(true);
  });

  it('NotResource in a deny protects every other resource', () => {
    const statements: Statement[] = [
      { Effect: 'Allow', Action: 's3:*', Resource: '*' },
      { Effect: 'Deny', Action: 's3:*', NotResource: ['arn:aws:s3:::amzn-s3-demo-bucket/*'] },
    ];
    expect(isAllowed(statements, 's3:GetObject')).toBe(true);
    expect(isAllowed(statements, 's3:GetObject', 'arn:aws:s3:::other/file')).toBe(false);
  });

  it.each([
    { Effect: 'Allow', Action: 's3:*', Resource: '*', Surprise: 'x' },
    { Effect: 'Allow', Resource: '*' },
    { Effect: 'Perhaps', Action: 's3:*', Resource: '*' },
    { Effect: 'Allow', Action: 's3:*', Resource: 'arn:aws:s3:::amzn-s3-demo-bucket/${aws:username}/*' },
    { Effect: 'Allow', Action: 's3:*', Resource: '*', Condition: { NumericLessThan: { 's3:max-keys': '10' } } },
    { Effect: 'Allow', Action: 's3:*', Resource: '*', Condition: { StringEquals: { 'aws:unknown': '10' } } },
  ])('refuses what it does not know: %j', (statement) => {
    expect(() => isAllowed([statement as never], 's3:GetObject')).toThrow(UnsupportedPolicyError);
  });
});

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html */
describe('wildcards in resources', () => {
  it.each([
    ['arn:aws:s3:::amzn-s3-demo-bucket/*/test/*', 'arn:aws:s3:::amzn-s3-demo-bucket/1/test/object.jpg', true],
    ['arn:aws:s3:::amzn-s3-demo-bucket/*/test/*', 'arn:aws:s3:::amzn-s3-demo-bucket/1/2/test/object.jpg', true],
    ['arn:aws:s3:::amzn-s3-demo-bucket/*/test/*', 'arn:aws:s3:::amzn-s3-demo-bucket/1-test/object.jpg', false],
    ['arn:aws:s3:::amzn-s3-demo-bucket/???', 'arn:aws:s3:::amzn-s3-demo-bucket/one', true],
    ['arn:aws:s3:::amzn-s3-demo-bucket/???', 'arn:aws:s3:::amzn-s3-demo-bucket/four', false],
    // A `*` at the end of a segment also matches the colons after it.
    [
      'arn:aws:logs:us-east-1:123456789012:log-group:a*',
      'arn:aws:logs:us-east-1:123456789012:log-group:a:log-stream:',
      true,
    ],
    [
      'arn:aws:logs:us-east-1:123456789012:log-group:a',
      'arn:aws:logs:us-east-1:123456789012:log-group:a:log-stream:',
      false,
    ],
  ])('%s and %s: %s', (Resource, resource, allowed) => {
    expect(isAllowed([{ Effect: 'Allow', Action: '*', Resource }], 's3:GetObject', resource)).toBe(allowed);
  });

  it('take no exponential time', () => {
    const start = performance.now();
    expect(matchesPolicyPattern(`${'?*a'.repeat(30)}b`, 'a'.repeat(5000))).toBe(false);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 *  @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html */
describe('conditions', () => {
  const KEYS = ['C#*', 'K'];
  it.each<[string, string, string | string[], RequestContext[string], boolean]>([
    ['StringEquals', 'iam:PassedToService', 'a.amazonaws.com', 'a.amazonaws.com', true],
    ['StringEquals', 'IAM:passedtoservice', 'a.amazonaws.com', 'A.amazonaws.com', false],
    ['StringEquals', 'iam:PassedToService', ['a', 'b'], 'b', true],
    ['StringEquals', 'iam:PassedToService', 'a', undefined, false],
    ['StringEqualsIfExists', 'iam:PassedToService', 'a', undefined, true],
    ['StringNotEquals', 'iam:PassedToService', 'a', undefined, true],
    ['StringNotEquals', 'iam:PassedToService', ['a', 'b'], 'b', false],
    ['StringLike', 'iam:PassedToService', '*.amazonaws.com', 'a.amazonaws.com', true],
    ['Bool', 'iam:PassedToService', 'true', 'True', true],
    ['Null', 'iam:PassedToService', 'true', undefined, true],
    ['Null', 'iam:PassedToService', 'false', undefined, false],
    ['ArnLike', 'iam:PassedToService', 'arn:aws:iam::*:role/a*', 'arn:aws:iam::123456789012:role/ab', true],
    // Unlike in `StringLike`, a wildcard stays in its component.
    ['ArnLike', 'iam:PassedToService', 'arn:aws:iam:*:role/a', 'arn:aws:iam::123456789012:role/a', false],
    ['ForAllValues:StringLike', 'dynamodb:LeadingKeys', KEYS, ['C#1', 'K'], true],
    ['ForAllValues:StringLike', 'dynamodb:LeadingKeys', KEYS, ['C#1', 'T'], false],
    ['ForAllValues:StringLike', 'dynamodb:LeadingKeys', KEYS, undefined, true],
    ['ForAnyValue:StringLike', 'dynamodb:LeadingKeys', KEYS, ['C#1', 'T'], true],
    ['ForAnyValue:StringLike', 'dynamodb:LeadingKeys', KEYS, undefined, false],
  ])('%s %s %j with %j: %s', (operator, key, patterns, value, allowed) => {
    const statement: Statement = {
      Effect: 'Allow',
      Action: '*',
      Resource: '*',
      Condition: { [operator]: { [key]: patterns } },
    };
    const name = key.toLowerCase().startsWith('iam') ? 'iam:PassedToService' : 'dynamodb:LeadingKeys';
    expect(isAllowed([statement], 's3:GetObject', BUCKET, { [name]: value })).toBe(allowed);
  });

  it('are all required', () => {
    const Condition = { StringEquals: { a: '1' }, StringLike: { b: '2*' } };
    const statements: Statement[] = [{ Effect: 'Allow', Action: '*', Resource: '*', Condition }];
    expect(isAllowed(statements, 's3:GetObject', BUCKET, { a: '1', b: '22' })).toBe(true);
    expect(isAllowed(statements, 's3:GetObject', BUCKET, { a: '1', b: '3' })).toBe(false);
  });
});

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-service.html */
it('a trust policy names the services that can assume the role', () => {
  const trust = (Service: string | string[]) =>
    policy({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service } });
  expect(letsServiceAssume(trust(['ec2.amazonaws.com', 'lambda.amazonaws.com']), 'lambda.amazonaws.com')).toBe(true);
  expect(letsServiceAssume(trust('ec2.amazonaws.com'), 'lambda.amazonaws.com')).toBe(false);
});

it('policies of AWS are known by their ARN, in each partition', () => {
  const push = managedPolicy('arn:aws-cn:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs');
  const decision = (action: string) => evaluate({ action, resource: BUCKET }, { identity: [push] }).allowed;
  expect([decision('logs:PutLogEvents'), decision('logs:PutRetentionPolicy')]).toEqual([true, false]);
  expect(() => managedPolicy('arn:aws:iam::aws:policy/Unknown')).toThrow(/Unknown is not known/);
});
