import { type App, NestedStack, RemovalPolicy, Stack, Stage, Tags } from 'aws-cdk-lib';
import {
  ApiDefinition,
  CfnDeployment,
  CfnMethod,
  CfnRestApi,
  CfnStage,
  MockIntegration,
  RestApi,
  SpecRestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpMethod, WebSocketApi, WebSocketStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import { CfnFunction, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, LogRetention, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Bucket, EventType } from 'aws-cdk-lib/aws-s3';
import { LambdaDestination } from 'aws-cdk-lib/aws-s3-notifications';
import { AwsCustomResource, AwsCustomResourcePolicy, PhysicalResourceId } from 'aws-cdk-lib/custom-resources';
import type { Construct } from 'constructs';

const CODE = Code.fromInline('exports.handler = async () => ({});');

export function lambda(scope: Construct, id = 'Charge', props: { readonly logGroup?: LogGroup } = {}): LambdaFunction {
  return new LambdaFunction(scope, id, {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: CODE,
    ...props,
  });
}

export function restApi(scope: Construct, stageName = 'prod'): RestApi {
  const api = new RestApi(scope, 'Rest', { cloudWatchRole: false, deployOptions: { stageName } });
  api.root.addResource('health').addMethod('GET', new MockIntegration());
  return api;
}

export function httpAndWebSocketApis(scope: Construct): void {
  const integration = new HttpLambdaIntegration('Integration', lambda(scope));
  new HttpApi(scope, 'Http').addRoutes({ path: '/', methods: [HttpMethod.GET], integration });
  const webSocketApi = new WebSocketApi(scope, 'WebSocket');
  new WebSocketStage(scope, 'WebSocketStage', { webSocketApi, stageName: 'prod', autoDeploy: true });
}

function l1Only(stack: Stack): void {
  const { ref: restApiId, attrRootResourceId: resourceId } = new CfnRestApi(stack, 'Rest', { name: 'orders' });
  const method = new CfnMethod(stack, 'Get', { restApiId, resourceId, httpMethod: 'GET', authorizationType: 'NONE' });
  const deployment = new CfnDeployment(stack, 'Deployment', { restApiId });
  deployment.addResourceDependency(method);
  new CfnStage(stack, 'Stage', { restApiId, deploymentId: deployment.ref, stageName: 'prod' });
  const role = new CfnRole(stack, 'Role', {
    assumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }],
    },
    managedPolicyArns: ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'],
  });
  new CfnFunction(stack, 'Function', {
    role: role.attrArn,
    code: { zipFile: 'exports.handler = async () => ({});' },
    runtime: 'nodejs24.x',
    handler: 'index.handler',
  });
}

function spec(stack: Stack): void {
  const definition = { openapi: '3.0.1', info: { title: 'orders', version: '1' }, paths: {} };
  new SpecRestApi(stack, 'Rest', { apiDefinition: ApiDefinition.fromInline(definition), cloudWatchRole: false });
}

function imported(stack: Stack): void {
  const api = RestApi.fromRestApiAttributes(stack, 'Rest', { restApiId: 'a1b2c3d4e5', rootResourceId: 'root' });
  api.root.addMethod('GET', new MockIntegration());
}

/** Adds the resources of an app that exists before Tailgate comes. */
type ExistingApp = (app: App) => void;
const inStack =
  (define: (stack: Stack) => void): ExistingApp =>
  (app) =>
    define(new Stack(app, 'Orders'));

/** Apps with what users have, each with its name. */
export const EXISTING_APPS: readonly (readonly [string, ExistingApp])[] = [
  ['a REST API', inStack(restApi)],
  ['HTTP and WebSocket APIs', inStack(httpAndWebSocketApis)],
  ['only L1 constructs', inStack(l1Only)],
  ['a SpecRestApi', inStack(spec)],
  ['an imported API', inStack(imported)],
  [
    'a function with a log group of its own',
    inStack((stack) => {
      const logGroup = new LogGroup(stack, 'Logs', {
        logGroupName: '/orders/charge',
        retention: RetentionDays.TWO_YEARS,
        removalPolicy: RemovalPolicy.DESTROY,
      });
      lambda(stack, 'Charge', { logGroup });
    }),
  ],
  ['a nested stack', inStack((stack) => void restApi(new NestedStack(stack, 'Nested')))],
  ['LogRetention', inStack((stack) => void new LogRetention(stack, 'Old', { logGroupName: '/old', retention: 7 }))],
  [
    'autoDeleteObjects',
    inStack((stack) => {
      new Bucket(stack, 'Files', { autoDeleteObjects: true, removalPolicy: RemovalPolicy.DESTROY });
    }),
  ],
  [
    'bucket notifications',
    inStack((stack) => {
      const bucket = new Bucket(stack, 'Files');
      bucket.addEventNotification(EventType.OBJECT_CREATED, new LambdaDestination(lambda(stack)));
    }),
  ],
  [
    'an AwsCustomResource that creates a log group',
    inStack((stack) => {
      new AwsCustomResource(stack, 'Call', {
        onCreate: {
          service: 'CloudWatchLogs',
          action: 'createLogGroup',
          parameters: { logGroupName: '/orders/mine' },
          physicalResourceId: PhysicalResourceId.of('mine'),
        },
        policy: AwsCustomResourcePolicy.fromSdkCalls({ resources: AwsCustomResourcePolicy.ANY_RESOURCE }),
      });
    }),
  ],
  [
    'a stage for each environment',
    (app) => {
      for (const name of ['Dev', 'Prod']) restApi(new Stack(new Stage(app, name), 'Orders'));
    },
  ],
  [
    'an aspect of its own',
    (app) => {
      restApi(new Stack(app, 'Orders'));
      Tags.of(app).add('team', 'orders');
    },
  ],
];
