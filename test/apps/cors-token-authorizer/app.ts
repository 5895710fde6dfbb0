import { App, Stack } from 'aws-cdk-lib';
import {
  AccessLogFormat,
  Cors,
  LambdaIntegration,
  LogGroupLogDestination,
  MethodLoggingLevel,
  ResponseType,
  RestApi,
  TokenAuthorizer,
} from 'aws-cdk-lib/aws-apigateway';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';

const AUTHORIZE = `exports.handler = async ({ authorizationToken, methodArn }) => {
  if (authorizationToken === 'unknown') throw new Error('Unauthorized');
  const Effect = authorizationToken === 'allow' ? 'Allow' : 'Deny';
  return {
    principalId: 'user-1',
    policyDocument: { Version: '2012-10-17', Statement: [{ Action: 'execute-api:Invoke', Effect, Resource: methodArn }] },
    context: { team: 'blue' },
  };
};`;

const ITEMS = `exports.handler = async (event) => {
  const behavior = event.queryStringParameters?.behavior;
  if (behavior === 'error') throw new TypeError('no items');
  if (behavior === 'malformed') return 'items';
  if (behavior === 'late') await new Promise((resolve) => setTimeout(resolve, 60_000));
  if (behavior === 'missing') return { statusCode: 404, body: 'no such item' };
  return { statusCode: 200, body: JSON.stringify(event.requestContext.authorizer) };
};`;

/** A REST API with CORS on all resources and a token authorizer on its methods. */
export function corsTokenAuthorizer(outdir: string): void {
  const app = new App({ outdir, analyticsReporting: false });
  const stack = new Stack(app, 'Items');
  const inline = (id: string, code: string) =>
    new LambdaFunction(stack, id, {
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: Code.fromInline(code),
    });
  const api = new RestApi(stack, 'Api', {
    cloudWatchRole: false,
    defaultCorsPreflightOptions: { allowOrigins: Cors.ALL_ORIGINS, allowMethods: Cors.ALL_METHODS },
    deployOptions: {
      loggingLevel: MethodLoggingLevel.INFO,
      accessLogDestination: new LogGroupLogDestination(new LogGroup(stack, 'Access', { logGroupName: 'access' })),
      accessLogFormat: AccessLogFormat.custom(
        '$context.requestId $context.status $context.error.responseType $context.authorizer.team',
      ),
    },
  });
  api.addGatewayResponse('Unauthorized', {
    type: ResponseType.UNAUTHORIZED,
    responseHeaders: { 'Access-Control-Allow-Origin': "'*'" },
    templates: { 'application/json': '{"error":$context.error.messageString}' },
  });
  const authorizer = new TokenAuthorizer(stack, 'Authorizer', { handler: inline('Authorize', AUTHORIZE) });
  const integration = new LambdaIntegration(inline('List', ITEMS));
  api.root.addResource('items').addMethod('GET', integration, { authorizer });
  app.synth();
}
