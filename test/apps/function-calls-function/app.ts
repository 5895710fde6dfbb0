import { App, Stack } from 'aws-cdk-lib';
import { LambdaIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';

const GREET = `exports.handler = async ({ name }) => ({ greeting: 'Hello, ' + name });`;

const FRONT = `const { InvokeCommand, LambdaClient } = require('@aws-sdk/client-lambda');
const lambda = new LambdaClient();
exports.handler = async ({ pathParameters }) => {
  const { Payload } = await lambda.send(
    new InvokeCommand({ FunctionName: process.env.GREET, Payload: JSON.stringify(pathParameters) }),
  );
  return { statusCode: 200, body: Buffer.from(Payload).toString() };
};`;

/** A REST API whose function calls another function. */
export function functionCallsFunction(outdir: string): void {
  const app = new App({ outdir, analyticsReporting: false });
  const stack = new Stack(app, 'Greetings');
  const common = { runtime: Runtime.NODEJS_22_X, handler: 'index.handler' };
  const greet = new LambdaFunction(stack, 'Greet', { ...common, code: Code.fromInline(GREET) });
  const front = new LambdaFunction(stack, 'Front', {
    ...common,
    code: Code.fromInline(FRONT),
    environment: { GREET: greet.functionName },
  });
  greet.grantInvoke(front);
  const api = new RestApi(stack, 'Api', { cloudWatchRole: false });
  api.root.addResource('greet').addResource('{name}').addMethod('GET', new LambdaIntegration(front));
  app.synth();
}
