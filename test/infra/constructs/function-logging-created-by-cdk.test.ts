import { App, AspectPriority, Aspects, RemovalPolicy, Stack, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code, Function as LambdaFunction, Runtime, SingletonFunction } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Bucket, EventType } from 'aws-cdk-lib/aws-s3';
import { SnsDestination } from 'aws-cdk-lib/aws-s3-notifications';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { AwsCustomResource, AwsCustomResourcePolicy, PhysicalResourceId, Provider } from 'aws-cdk-lib/custom-resources';
import { Trigger } from 'aws-cdk-lib/triggers';
import { Construct, type IConstruct } from 'constructs';
import { expect, it } from 'vitest';
import { FunctionLogging } from '../../../infra/constructs/function-logging/function-logging.ts';
import { evaluate } from '../../../infra/rules/evaluate.ts';
import { functionTextLogFormat } from '../../../infra/rules/function-text-log-format.ts';
import { functionWithoutLogGroup } from '../../../infra/rules/function-without-log-group.ts';
import { groupCreationAllowed } from '../../../infra/rules/group-creation-allowed.ts';

const CODE = {
  runtime: Runtime.NODEJS_24_X,
  handler: 'index.handler',
  code: Code.fromInline('exports.handler = async () => {}'),
};

it('configures the functions of stages, also of a stage that is defined later', () => {
  const app = new App();
  const stackOf = (name: string) => {
    const stack = new Stack(new Stage(app, name), 'Orders');
    new LambdaFunction(stack, 'Charge', CODE);
    return stack;
  };
  const dev = stackOf('Dev');
  FunctionLogging.of(app).enable();
  const prod = stackOf('Prod');
  app.synth();
  for (const stack of [dev, prod]) {
    Template.fromStack(stack).hasResourceProperties('AWS::Lambda::Function', { LoggingConfig: { LogFormat: 'JSON' } });
  }
});

it('configures a function that an aspect of the app adds later', () => {
  // The flag that would repeat the aspects is off, as in an app of an older version.
  const stack = new Stack(new App({ context: { '@aws-cdk/core:aspectStabilization': false } }), 'Orders');
  FunctionLogging.of(stack).enable();
  const last = new Construct(stack, 'Last');
  const visit = (construct: IConstruct) => {
    if (construct === last) new LambdaFunction(stack, 'Charge', CODE);
  };
  Aspects.of(stack).add({ visit }, { priority: AspectPriority.READONLY });
  Template.fromStack(stack).hasResourceProperties('AWS::Lambda::Function', { LoggingConfig: { LogFormat: 'JSON' } });
});

it('gives a log group to each function that the CDK creates for itself, and logs check agrees', () => {
  const app = new App({ context: { '@aws-cdk/core:aspectStabilization': true } });
  const east = new Stack(app, 'East', {
    env: { account: '111111111111', region: 'us-east-1' },
    crossRegionReferences: true,
  });
  const bucket = new Bucket(east, 'Bucket', { autoDeleteObjects: true, removalPolicy: RemovalPolicy.DESTROY });
  const west = new Stack(app, 'West', {
    env: { account: '111111111111', region: 'us-west-2' },
    crossRegionReferences: true,
  });
  const receipts = new Bucket(west, 'Receipts');
  receipts.addEventNotification(EventType.OBJECT_CREATED, new SnsDestination(new Topic(west, 'Topic')));
  const charge = new LambdaFunction(west, 'Charge', {
    ...CODE,
    logRetention: RetentionDays.ONE_WEEK,
    environment: { BUCKET: bucket.bucketName },
  });
  new SingletonFunction(west, 'Single', { ...CODE, uuid: '8b3a1d51-8f1e-4d0e-9d35-0f4c9f1f5a11' });
  new Provider(west, 'Provider', { onEventHandler: charge });
  new Trigger(west, 'Trigger', { handler: charge });
  new AwsCustomResource(west, 'Call', {
    onCreate: { service: 'sts', action: 'getCallerIdentity', physicalResourceId: PhysicalResourceId.of('call') },
    policy: AwsCustomResourcePolicy.fromSdkCalls({ resources: ['*'] }),
  });
  FunctionLogging.of(app).enable();
  app.synth();
  const stacks = [east, west].map((stack) => ({
    name: stack.stackName,
    template: Template.fromStack(stack).toJSON() as never,
    assets: new Map(),
  }));
  const findings = evaluate(stacks, [functionWithoutLogGroup, functionTextLogFormat, groupCreationAllowed]);
  expect(findings.map(({ rule, logicalId }) => `${rule} ${logicalId}`)).toEqual([]);
  const functions = Object.keys(Template.fromStack(west).findResources('AWS::Lambda::Function'));
  for (const name of [
    'LogRetention',
    'BucketNotificationsHandler',
    'CustomCrossRegionExportReader',
    'Single',
    'Provider',
    'AWS679',
    'AWSCDKTrigger',
  ])
    expect(functions).toContainEqual(expect.stringContaining(name));
});
