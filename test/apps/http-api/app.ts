import { App, Duration, Stack } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  CorsHttpMethod,
  HttpApi,
  HttpMethod,
  HttpStage,
  LogGroupLogDestination,
  PayloadFormatVersion,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaAuthorizer, HttpLambdaResponseType } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { accessLogFormat, HTTP_ACCESS_LOG_FIELDS } from '../../../core/access-log-format.ts';

const AUTHORIZE = `exports.handler = async ({ identitySource: [token] }) => {
  if (token === 'broken') return {};
  return { isAuthorized: token === 'allow', context: { team: 'blue' } };
};`;

const ORDERS = `exports.handler = async (event) => {
  console.log('order', event.pathParameters?.id);
  const behavior = event.queryStringParameters?.behavior;
  if (behavior === 'error') throw new TypeError('no orders');
  if (behavior === 'late') await new Promise((resolve) => setTimeout(resolve, 60_000));
  return { id: event.pathParameters.id, authorizer: event.requestContext.authorizer };
};`;

const LEGACY = `exports.handler = async ({ version, path }) => ({ statusCode: 200, body: version + ' ' + path });`;

const REST = `exports.handler = async ({ body, isBase64Encoded }) => ({
  statusCode: 202,
  cookies: ['seen=1'],
  headers: { 'content-type': 'application/octet-stream' },
  body,
  isBase64Encoded,
});`;

/** An HTTP API with routes of both payload formats, a default route, CORS, a Lambda authorizer, and a second stage. */
export function httpApi(outdir: string): void {
  const app = new App({ outdir, analyticsReporting: false });
  const stack = new Stack(app, 'Orders');
  const inline = (id: string, code: string) =>
    new LambdaFunction(stack, id, {
      functionName: `orders-${id.toLowerCase()}`,
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: Code.fromInline(code),
    });
  const api = new HttpApi(stack, 'Api', {
    apiName: 'orders',
    createDefaultStage: false,
    corsPreflight: {
      allowOrigins: ['https://shop.example'],
      allowMethods: [CorsHttpMethod.GET],
      allowHeaders: ['authorization'],
      maxAge: Duration.minutes(5),
    },
    defaultIntegration: new HttpLambdaIntegration('Rest', inline('Rest', REST)),
  });
  const destination = new LogGroupLogDestination(new LogGroup(stack, 'Access', { logGroupName: 'orders-access' }));
  const format = AccessLogFormat.custom(accessLogFormat(HTTP_ACCESS_LOG_FIELDS));
  for (const stageName of ['$default', 'beta'])
    new HttpStage(stack, `Stage-${stageName.replace('$', '')}`, {
      httpApi: api,
      stageName,
      autoDeploy: true,
      accessLogSettings: { destination, format },
    });
  const authorizer = new HttpLambdaAuthorizer('Authorizer', inline('Authorize', AUTHORIZE), {
    responseTypes: [HttpLambdaResponseType.SIMPLE],
    resultsCacheTtl: Duration.seconds(0),
  });
  const orders = new HttpLambdaIntegration('Orders', inline('Orders', ORDERS), { timeout: Duration.seconds(10) });
  api.addRoutes({ path: '/orders/{id}', methods: [HttpMethod.GET], integration: orders, authorizer });
  const legacy = new HttpLambdaIntegration('Legacy', inline('Legacy', LEGACY), {
    payloadFormatVersion: PayloadFormatVersion.VERSION_1_0,
  });
  api.addRoutes({ path: '/legacy/{proxy+}', methods: [HttpMethod.ANY], integration: legacy });
  app.synth();
}
