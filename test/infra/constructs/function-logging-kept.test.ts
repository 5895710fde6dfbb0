import { AspectPriority, Aspects, CfnParameter, CfnResource, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import {
  ApplicationLogLevel,
  CfnFunction,
  Code,
  type FunctionOptions,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
} from 'aws-cdk-lib/aws-lambda';
import { CfnLogGroup, FilterPattern, LogGroup, MetricFilter, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IConstruct } from 'constructs';
import { describe, expect, it } from 'vitest';
import { asTemplate } from '../../../core/template/template.ts';
import { FunctionLogging } from '../../../infra/constructs/function-logging/function-logging.ts';
import { lossesOfUpdate } from '../deployment/replacement-check.ts';
import { emptyStack, only } from '../synthesize.ts';

const FUNCTION = 'AWS::Lambda::Function';
const GROUP = 'AWS::Logs::LogGroup';
const MANAGED = { '@aws-cdk/aws-lambda:useCdkManagedLogGroup': true };
const JSON_LOGGING = { LogFormat: 'JSON', ApplicationLogLevel: 'INFO', SystemLogLevel: 'INFO' };

function createFunction(stack: Stack, options: FunctionOptions = {}): LambdaFunction {
  return new LambdaFunction(stack, 'Charge', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => {}'),
    ...options,
  });
}

function resources(stack: Stack, type: string): Record<string, Record<string, unknown>> {
  return Template.fromStack(stack).findResources(type);
}

describe('a deployed log group stays as it is', () => {
  it('when the CDK manages it: CloudFormation would replace it for another name', () => {
    const before = emptyStack(MANAGED);
    createFunction(before);
    const after = emptyStack(MANAGED);
    createFunction(after);
    FunctionLogging.of(after).enable();
    expect(only(before, GROUP).Properties.RetentionInDays).toBe(731);
    expect(resources(after, GROUP)).toEqual(resources(before, GROUP));
    expect(only(after, FUNCTION).Properties.LoggingConfig).toEqual(JSON_LOGGING);
  });

  it('but for what a prop requests', () => {
    const stack = emptyStack(MANAGED);
    createFunction(stack);
    FunctionLogging.of(stack).enable({ retention: RetentionDays.ONE_WEEK, removalPolicy: RemovalPolicy.DESTROY });
    expect(only(stack, GROUP)).toMatchObject({
      DeletionPolicy: 'Delete',
      Properties: { LogGroupName: { 'Fn::Join': ['', ['/aws/lambda/', expect.anything()]] }, RetentionInDays: 7 },
    });
  });

  it('when the app defines it with the default name, and metric filters read it', () => {
    const stack = emptyStack();
    const charge = createFunction(stack);
    const logGroup = new LogGroup(stack, 'Logs', {
      logGroupName: `/aws/lambda/${charge.functionName}`,
      retention: RetentionDays.ONE_YEAR,
    });
    new MetricFilter(stack, 'Errors', {
      logGroup,
      filterPattern: FilterPattern.literal('ERROR'),
      metricNamespace: 'orders',
      metricName: 'errors',
    });
    FunctionLogging.of(stack).enable({ retention: RetentionDays.ONE_DAY });
    expect(only(stack, GROUP).Properties.RetentionInDays).toBe(365);
    expect(only(stack, FUNCTION).Properties.LoggingConfig).toEqual(JSON_LOGGING);
  });

  it('when logRetention bounds it', () => {
    const stack = emptyStack();
    createFunction(stack, { logRetention: RetentionDays.ONE_YEAR });
    FunctionLogging.of(stack).enable({ retention: RetentionDays.ONE_DAY });
    const template = Template.fromStack(stack);
    template.hasResourceProperties('Custom::LogRetention', { RetentionInDays: 365 });
    template.hasResourceProperties(FUNCTION, {
      Handler: 'index.handler',
      LoggingConfig: Match.objectEquals(JSON_LOGGING),
    });
  });

  it('when it keeps its events forever, with a warning until a prop sets the retention', () => {
    const stack = emptyStack();
    const logGroup = new LogGroup(stack, 'Own', { retention: RetentionDays.INFINITE });
    createFunction(stack, { logGroup });
    FunctionLogging.of(stack).enable();
    expect(only(stack, GROUP).Properties ?? {}).not.toHaveProperty('RetentionInDays');
    Annotations.fromStack(stack).hasWarning('/Orders/Charge/Resource', Match.stringLikeRegexp('forever'));

    const bounded = emptyStack();
    // Reading logGroup adds the custom resource of logRetention.
    expect(createFunction(bounded).logGroup).toBeDefined();
    FunctionLogging.of(bounded).enable({ retention: RetentionDays.ONE_MONTH });
    Template.fromStack(bounded).hasResourceProperties('Custom::LogRetention', { RetentionInDays: 30 });
  });

  it('when a template of another tool names it', () => {
    const stack = emptyStack();
    new CfnFunction(stack, 'L1', { functionName: 'charge', role: 'arn:aws:iam::1:role/r', code: { zipFile: '' } });
    new CfnLogGroup(stack, 'L1Logs', { logGroupName: '/aws/lambda/charge', retentionInDays: 90 });
    FunctionLogging.of(stack).enable();
    expect(only(stack, GROUP).Properties).toEqual({ LogGroupName: '/aws/lambda/charge', RetentionInDays: 90 });
    expect(only(stack, FUNCTION).Properties.LoggingConfig).toEqual(JSON_LOGGING);
  });
});

it('replaces, deletes and shortens nothing in an app with every kind of log group', () => {
  const templateOf = (enable: boolean) => {
    const stack = emptyStack(MANAGED);
    createFunction(stack, { functionName: 'charge' });
    for (const [id, options] of Object.entries<FunctionOptions>({
      Managed: {},
      Retention: { logRetention: RetentionDays.ONE_YEAR },
      Own: { logGroup: new LogGroup(stack, 'OwnGroup', { retention: RetentionDays.INFINITE }) },
      Deleted: { logGroup: new LogGroup(stack, 'DeletedGroup', { removalPolicy: RemovalPolicy.DESTROY }) },
      Text: { loggingFormat: LoggingFormat.TEXT },
    })) {
      new LambdaFunction(stack, id, {
        runtime: Runtime.NODEJS_24_X,
        handler: 'index.handler',
        code: Code.fromInline('exports.handler = async () => {}'),
        ...options,
      });
    }
    if (enable) FunctionLogging.of(stack).enable();
    return asTemplate(Template.fromStack(stack).toJSON(), 'Orders');
  };
  expect(lossesOfUpdate(templateOf(false), templateOf(true))).toEqual([]);
});

it('keeps a construct that has the id of the new log group', () => {
  const stack = emptyStack();
  new CfnFunction(stack, 'Charge', { role: 'arn:aws:iam::1:role/r', code: { zipFile: '' } });
  new CfnResource(stack, 'ChargeLogs', { type: 'AWS::S3::Bucket' });
  FunctionLogging.of(stack).enable();
  Template.fromStack(stack).resourceCountIs(GROUP, 1);
});

describe('the log format Text that a function sets', () => {
  it.each<[string, (stack: Stack) => void]>([
    ['with loggingFormat', (stack) => createFunction(stack, { loggingFormat: LoggingFormat.TEXT })],
    [
      'with an override',
      (stack) => {
        const l1 = createFunction(stack).node.defaultChild as CfnFunction;
        l1.addPropertyOverride('LoggingConfig.LogFormat', 'Text');
      },
    ],
  ])('stays, without log levels: %s', (_, create) => {
    const stack = emptyStack();
    create(stack);
    FunctionLogging.of(stack).enable({ applicationLevel: 'DEBUG' });
    expect(only(stack, FUNCTION).Properties.LoggingConfig).toEqual({
      LogFormat: 'Text',
      LogGroup: { Ref: expect.any(String) },
    });
  });

  it.each([AspectPriority.MUTATING - 1, AspectPriority.MUTATING + 1])(
    'stays when an aspect of priority %s sets it, before or after ours',
    (priority) => {
      const stack = emptyStack();
      createFunction(stack);
      FunctionLogging.of(stack).enable();
      const visit = (construct: IConstruct) => {
        if (construct instanceof CfnFunction) construct.addPropertyOverride('LoggingConfig.LogFormat', 'Text');
      };
      Aspects.of(stack).add({ visit }, { priority });
      expect(Object.keys(only(stack, FUNCTION).Properties.LoggingConfig).sort()).toEqual(['LogFormat', 'LogGroup']);
    },
  );

  it('is possible for a format that is known only at deployment: no levels', () => {
    const stack = emptyStack();
    const { valueAsString } = new CfnParameter(stack, 'Format');
    const l1 = createFunction(stack).node.defaultChild as CfnFunction;
    l1.loggingConfig = { logFormat: valueAsString };
    FunctionLogging.of(stack).enable();
    expect(only(stack, FUNCTION).Properties.LoggingConfig).toEqual({
      LogFormat: { Ref: 'Format' },
      LogGroup: expect.anything(),
    });
  });

  it('contradicts a level of the same function', () => {
    const stack = emptyStack();
    const charge = createFunction(stack, { loggingFormat: LoggingFormat.TEXT });
    FunctionLogging.of(charge).enable({ systemLevel: 'WARN' });
    expect(() => Template.fromStack(stack)).toThrow(
      /Orders\/Charge.*systemLevel cannot be set.*Remove systemLevel, or set loggingFormat: LoggingFormat\.JSON/s,
    );
  });
});

it('keeps the levels that a function sets, unless a prop of the function sets others', () => {
  const stack = emptyStack();
  const charge = createFunction(stack, {
    loggingFormat: LoggingFormat.JSON,
    applicationLogLevelV2: ApplicationLogLevel.ERROR,
    systemLogLevelV2: SystemLogLevel.WARN,
  });
  FunctionLogging.of(stack).enable({ applicationLevel: 'DEBUG', systemLevel: 'DEBUG' });
  FunctionLogging.of(charge).enable({ systemLevel: 'INFO' });
  expect(only(stack, FUNCTION).Properties.LoggingConfig).toMatchObject({
    ApplicationLogLevel: 'ERROR',
    SystemLogLevel: 'INFO',
  });
});

describe('a log group that a function sets', () => {
  it('keeps its events forever if the app chose that, also with a retention of an enclosing scope', () => {
    const stack = emptyStack();
    createFunction(stack, { logGroup: new LogGroup(stack, 'Own', { retention: RetentionDays.INFINITE }) });
    FunctionLogging.of(stack).enable({ retention: RetentionDays.ONE_DAY });
    expect(only(stack, GROUP).Properties ?? {}).not.toHaveProperty('RetentionInDays');
    Annotations.fromStack(stack).hasWarning('/Orders/Charge/Resource', Match.stringLikeRegexp('forever'));
  });

  it.each<[string, (stack: Stack) => FunctionOptions, object, RegExp]>([
    [
      'another retention',
      (stack) => ({ logGroup: new LogGroup(stack, 'Own', { retention: RetentionDays.ONE_YEAR }) }),
      { retention: RetentionDays.ONE_DAY },
      /Orders\/Charge.*retention cannot be set, because the function has its own log group, which Orders\/Own.* defines/s,
    ],
    [
      'another retention than logRetention',
      () => ({ logRetention: RetentionDays.ONE_YEAR }),
      { retention: RetentionDays.ONE_DAY },
      /retention cannot be set/,
    ],
    [
      'a retention of a group of another app',
      (stack) => ({ logGroup: LogGroup.fromLogGroupName(stack, 'Shared', '/shared') }),
      { retention: RetentionDays.ONE_DAY, removalPolicy: RemovalPolicy.DESTROY },
      /retention and removalPolicy cannot be set.*which this app does not define/s,
    ],
  ])('contradicts a prop of the same function: %s', (_, options, props, message) => {
    const stack = emptyStack();
    FunctionLogging.of(createFunction(stack, options(stack))).enable(props);
    expect(() => Template.fromStack(stack)).toThrow(message);
  });
});
