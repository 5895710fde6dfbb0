import type { Stack } from 'aws-cdk-lib';
import { RemovalPolicy, Tags } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { CfnRole, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { CfnFunction, Code, type FunctionOptions, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { describe, expect, it } from 'vitest';
import { FunctionLogging } from '../../../infra/constructs/function-logging/function-logging.ts';
import type { FunctionLoggingProps } from '../../../infra/constructs/function-logging/function-logging-props.ts';
import { emptyStack, only } from '../synthesize.ts';

const FUNCTION = 'AWS::Lambda::Function';
const GROUP = 'AWS::Logs::LogGroup';

function createFunction(stack: Stack, options: FunctionOptions = {}): LambdaFunction {
  return new LambdaFunction(stack, 'Charge', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => {}'),
    ...options,
  });
}

function logGroupOf(stack: Stack): Record<string, unknown> {
  const id: string = only(stack, FUNCTION).Properties.LoggingConfig.LogGroup.Ref;
  return Template.fromStack(stack).findResources(GROUP)[id]?.Properties;
}

/** Denies only the group of the function, in both forms of its ARN. */
const denial = {
  Effect: 'Deny',
  Action: 'logs:CreateLogGroup',
  Resource: [expect.anything(), expect.anything()],
};

describe('a function', () => {
  it('logs JSON by level to a log group with a retention and a generated name', () => {
    const stack = emptyStack();
    FunctionLogging.of(createFunction(stack)).enable();
    expect(only(stack, FUNCTION).Properties.LoggingConfig).toMatchObject({
      LogFormat: 'JSON',
      ApplicationLogLevel: 'INFO',
      SystemLogLevel: 'INFO',
    });
    expect(logGroupOf(stack)).toEqual({ RetentionInDays: 30 });
  });

  it('may write to its log group, and may not create log groups', () => {
    const stack = emptyStack();
    FunctionLogging.of(createFunction(stack)).enable();
    const { Statement } = only(stack, 'AWS::IAM::Policy').Properties.PolicyDocument;
    expect(Statement).toContainEqual(expect.objectContaining(denial));
    expect(Statement).toContainEqual(
      expect.objectContaining({ Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'] }),
    );
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });

  it('keeps its own log group, and gives it a retention on request if it has none', () => {
    const kept = emptyStack();
    const logGroup = new LogGroup(kept, 'Own', { retention: RetentionDays.ONE_YEAR });
    createFunction(kept, { logGroup });
    FunctionLogging.of(kept).enable({ retention: RetentionDays.ONE_DAY });
    expect(logGroupOf(kept)).toEqual({ RetentionInDays: 365 });
    const bounded = emptyStack();
    const unbounded = new LogGroup(bounded, 'Own', { retention: RetentionDays.INFINITE });
    FunctionLogging.of(createFunction(bounded, { logGroup: unbounded })).enable({ retention: RetentionDays.ONE_DAY });
    expect(logGroupOf(bounded)).toEqual({ RetentionInDays: 1 });
  });

  it('is not replaced: only LoggingConfig changes', () => {
    const without = only(
      (() => {
        const stack = emptyStack();
        createFunction(stack);
        return stack;
      })(),
      FUNCTION,
    );
    const stack = emptyStack();
    FunctionLogging.of(createFunction(stack)).enable();
    const { LoggingConfig, ...others } = only(stack, FUNCTION).Properties;
    expect(LoggingConfig).toBeDefined();
    expect(others).toEqual(without.Properties);
    expect(Object.keys(Template.fromStack(stack).findResources(FUNCTION))).toEqual(
      ['Charge', expect.any(String)].slice(1),
    );
  });

  it('that the CDK creates for its own custom resource is configured, too', () => {
    const stack = emptyStack();
    new Bucket(stack, 'Receipts', { autoDeleteObjects: true, removalPolicy: RemovalPolicy.DESTROY });
    FunctionLogging.of(stack).enable({ retention: RetentionDays.ONE_WEEK, systemLevel: 'WARN' });
    const { LoggingConfig } = only(stack, FUNCTION).Properties;
    expect(LoggingConfig).toMatchObject({ LogFormat: 'JSON', ApplicationLogLevel: 'INFO', SystemLogLevel: 'WARN' });
    expect(logGroupOf(stack)).toEqual({ RetentionInDays: 7 });
    const { Policies } = only(stack, 'AWS::IAM::Role').Properties;
    expect(Policies[0].PolicyDocument.Statement).toEqual([
      {
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: { 'Fn::GetAtt': [LoggingConfig.LogGroup.Ref, 'Arn'] },
      },
      denial,
    ]);
  });

  it('that buffers debug lines has level DEBUG in Lambda, and its own level in the logger', () => {
    const stack = emptyStack();
    FunctionLogging.of(createFunction(stack, { environment: { TABLE: 't' } })).enable({
      debugBuffer: true,
      applicationLevel: 'WARN',
    });
    expect(only(stack, FUNCTION).Properties).toMatchObject({
      LoggingConfig: { ApplicationLogLevel: 'DEBUG' },
      Environment: { Variables: { TABLE: 't', POWERTOOLS_LOG_LEVEL: 'WARN' } },
    });
  });

  it('can be an L1 resource, and its role in the template is restricted', () => {
    const stack = emptyStack();
    const role = new CfnRole(stack, 'Role', { assumeRolePolicyDocument: { Version: '2012-10-17', Statement: [] } });
    new CfnFunction(stack, 'L1', {
      role: role.attrArn,
      code: { zipFile: '' },
      runtime: 'nodejs24.x',
      handler: 'index.handler',
    });
    FunctionLogging.of(stack).enable();
    expect(logGroupOf(stack)).toEqual({ RetentionInDays: 30 });
    expect(only(stack, 'AWS::IAM::Role').Properties.Policies).toMatchObject([
      { PolicyDocument: { Statement: [{ Effect: 'Allow' }, denial] } },
    ]);
  });

  it('whose role is not in the app gets a warning', () => {
    const stack = emptyStack();
    const role = 'arn:aws:iam::123456789012:role/theirs';
    new CfnFunction(stack, 'L1', { role, code: { zipFile: '' }, runtime: 'nodejs24.x', handler: 'index.handler' });
    FunctionLogging.of(stack).enable();
    Annotations.fromStack(stack).hasWarning(
      '/Orders/L1',
      Match.stringLikeRegexp('Where the role is defined, allow it to write'),
    );
  });

  it('has its log group encrypted on request', () => {
    const stack = emptyStack();
    FunctionLogging.of(createFunction(stack)).enable({ encryptionKey: new Key(stack, 'Key') });
    Template.fromStack(stack).hasResourceProperties(GROUP, { KmsKeyId: Match.anyValue() });
  });

  it('is not changed when a tag or the context switches logging off', () => {
    for (const [context, tag] of [
      [{ functionLogging: 'off' }, undefined],
      [{}, 'off'],
    ] as const) {
      const stack = emptyStack(context);
      createFunction(stack);
      FunctionLogging.of(stack).enable();
      if (tag) Tags.of(stack).add('tailgate:function-logging', tag);
      expect(only(stack, FUNCTION).Properties).not.toHaveProperty('LoggingConfig');
    }
  });
});

it('keeps the permissions of both functions that share a role', () => {
  const stack = emptyStack();
  const role = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  createFunction(stack, { role });
  new LambdaFunction(stack, 'Refund', {
    role,
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => {}'),
  });
  FunctionLogging.of(stack).enable();
  const text = JSON.stringify(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
  for (const id of Object.keys(Template.fromStack(stack).findResources(GROUP))) expect(text).toContain(id);
});

it.each<[string, FunctionLoggingProps, RegExp]>([
  [
    'an application level',
    { applicationLevel: 'VERBOSE' as never },
    /applicationLevel is "VERBOSE"\. Use one of TRACE/,
  ],
  ['a system level', { systemLevel: 'ERROR' as never }, /systemLevel is "ERROR"\. Use one of DEBUG, INFO, WARN/],
  ['a retention', { retention: 2 as never }, /retention is 2 days, which CloudWatch Logs does not offer/],
])('refuses %s that does not exist', (_, props, words) => {
  expect(() => FunctionLogging.of(emptyStack()).enable(props)).toThrow(words);
});

it('refuses a scope that contains no function', () => {
  const stack = emptyStack();
  FunctionLogging.of(new Bucket(stack, 'Receipts')).enable();
  expect(() => Template.fromStack(stack)).toThrow(
    /Orders\/Receipts contains no function of this app\. Pass a function/,
  );
});
