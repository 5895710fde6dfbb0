import { type App, Aws, CfnCondition, Fn, NestedStack, RemovalPolicy, Stack, Stage, Tags } from 'aws-cdk-lib';
import {
  ApiDefinition,
  CfnDeployment,
  CfnMethod,
  CfnRestApi,
  CfnStage,
  Deployment,
  type IRestApi,
  LambdaIntegration,
  MockIntegration,
  RestApi,
  type RestApiProps,
  Stage as RestStage,
  SpecRestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpMethod, HttpStage, WebSocketApi, WebSocketStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Distribution, experimental, LambdaEdgeEventType } from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import {
  CfnFunction,
  Code,
  type FunctionOptions,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, LogRetention, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Bucket, EventType } from 'aws-cdk-lib/aws-s3';
import { LambdaDestination } from 'aws-cdk-lib/aws-s3-notifications';
import { AwsCustomResource, AwsCustomResourcePolicy, PhysicalResourceId } from 'aws-cdk-lib/custom-resources';
import { Construct } from 'constructs';

const CODE = Code.fromInline('exports.handler = async () => ({});');

const FUNCTION = { runtime: Runtime.NODEJS_24_X, handler: 'index.handler', code: CODE };

export function lambda(scope: Construct, id = 'Charge', props: FunctionOptions = {}): LambdaFunction {
  return new LambdaFunction(scope, id, { ...FUNCTION, ...props });
}

export function restApi(scope: Construct, props: RestApiProps = {}): RestApi {
  const api = new RestApi(scope, 'Rest', { cloudWatchRole: false, ...props });
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
  l1Function(stack);
}

function l1Function(scope: Construct): [CfnRole, CfnFunction] {
  const role = new CfnRole(scope, 'Role', {
    assumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }],
    },
    managedPolicyArns: ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'],
  });
  const resource = new CfnFunction(scope, 'Function', {
    role: role.attrArn,
    code: { zipFile: 'exports.handler = async () => ({});' },
    runtime: 'nodejs24.x',
    handler: 'index.handler',
  });
  return [role, resource];
}

function spec(stack: Stack): void {
  const definition = { openapi: '3.0.1', info: { title: 'orders', version: '1' }, paths: {} };
  new SpecRestApi(stack, 'Rest', { apiDefinition: ApiDefinition.fromInline(definition), cloudWatchRole: false });
}

function imported(stack: Stack): void {
  const api = RestApi.fromRestApiAttributes(stack, 'Rest', { restApiId: 'a1b2c3d4e5', rootResourceId: 'root' });
  api.root.addMethod('GET', new MockIntegration());
}

function twoStages(stack: Stack): void {
  const api = restApi(stack);
  new RestStage(stack, 'Beta', {
    deployment: new Deployment(stack, 'BetaDeployment', { api: api as IRestApi }),
    stageName: 'beta',
  });
  const http = new HttpApi(stack, 'Http');
  http.addStage('Beta', { stageName: 'beta', autoDeploy: true });
}

function importedApis(stack: Stack): void {
  const api = RestApi.fromRestApiId(stack, 'Rest', 'a1b2c3d4e5');
  new RestStage(stack, 'RestStage', { deployment: new Deployment(stack, 'Deployment', { api }), stageName: 'beta' });
  const httpApi = HttpApi.fromHttpApiAttributes(stack, 'Http', { httpApiId: 'f6g7h8i9j0' });
  new HttpStage(stack, 'HttpStage', { httpApi, stageName: 'beta' });
}

function importedFunction(stack: Stack): void {
  const arn = 'arn:aws:lambda:eu-west-1:111122223333:function:charge';
  const charge = LambdaFunction.fromFunctionArn(stack, 'Charge', arn);
  restApi(stack).root.addMethod('POST', new LambdaIntegration(charge));
}

/** A function with an L2 role, and one whose role has the same condition; each exists in one of two copies. */
function conditional(stack: Stack): void {
  for (const region of ['eu-west-1', 'us-east-1']) {
    const scope = new Construct(stack, region);
    const condition = new CfnCondition(scope, 'IsHere', { expression: Fn.conditionEquals(Aws.REGION, region) });
    (lambda(scope).node.defaultChild as CfnFunction).cfnOptions.condition = condition;
    for (const resource of l1Function(scope)) resource.cfnOptions.condition = condition;
  }
}

function edge(app: App): void {
  const stack = new Stack(app, 'Orders', { env: { account: '123456789012', region: 'us-east-1' } });
  const origin = new HttpOrigin('example.com');
  const redirect = new experimental.EdgeFunction(stack, 'Redirect', FUNCTION);
  new Distribution(stack, 'Cdn', {
    defaultBehavior: {
      origin,
      edgeLambdas: [{ functionVersion: redirect.currentVersion, eventType: LambdaEdgeEventType.VIEWER_REQUEST }],
    },
  });
}

/** @see https://github.com/aws/aws-cdk/blob/main/packages/aws-cdk-lib/cx-api/FEATURE_FLAGS.md */
export function withManagedLogGroups(stack: Stack): Stack {
  stack.node.setContext('@aws-cdk/aws-lambda:useCdkManagedLogGroup', true);
  return stack;
}

/** Functions that Tailgate changes, and functions that have all settings already. The logical id of a version is a hash of the properties
 *  of its function.
 *  @see https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_lambda-readme.html#currentversion-updated-hashing-logic */
function versions(stack: Stack): void {
  const logGroup = new LogGroup(stack, 'Logs', { retention: RetentionDays.ONE_YEAR });
  const functions = [
    lambda(stack, 'Plain'),
    lambda(stack, 'Text', { logGroup, loggingFormat: LoggingFormat.TEXT }),
    lambda(stack, 'Json', { logGroup, loggingFormat: LoggingFormat.JSON }),
    lambda(stack, 'Off'),
  ];
  Tags.of(stack.node.findChild('Off')).add('tailgate:function-logging', 'off');
  for (const fn of functions) fn.currentVersion.addAlias('live');
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
  [
    'HTTP and WebSocket APIs in a nested stack',
    inStack((stack) => httpAndWebSocketApis(new NestedStack(stack, 'Nested'))),
  ],
  [
    'two stages of an API, stages of APIs of another app, and an API that sets the role of the account',
    (app) => {
      twoStages(new Stack(app, 'Orders'));
      importedApis(new Stack(app, 'Imported'));
      restApi(new Stack(app, 'Account'), { cloudWatchRole: true });
    },
  ],
  [
    'an imported function, and functions with conditions, logRetention, logRemovalPolicy or an encrypted log group',
    inStack((stack) => {
      importedFunction(stack);
      conditional(stack);
      const logRetention = RetentionDays.ONE_YEAR;
      lambda(stack, 'Retention', { logRetention });
      lambda(stack, 'Removal', { logRetention, logRemovalPolicy: RemovalPolicy.DESTROY });
      const logGroup = new LogGroup(stack, 'Logs', { encryptionKey: new Key(stack, 'Key') });
      lambda(stack, 'Encrypted', { logGroup });
    }),
  ],
  ['Lambda@Edge functions', edge],
  ['versions of functions', inStack(versions)],
  [
    'log groups that the CDK manages',
    inStack((stack) => {
      lambda(withManagedLogGroups(stack));
      const { node } = lambda(stack, 'Removal');
      (node.findChild('LogGroup') as LogGroup).applyRemovalPolicy(RemovalPolicy.DESTROY);
    }),
  ],
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
