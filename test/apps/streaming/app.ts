import { App, Duration, Stack } from 'aws-cdk-lib';
import { LambdaIntegration, ResponseTransferMode, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';

const COUNT = `exports.handler = awslambda.streamifyResponse(async (event, stream) => {
  const out = awslambda.HttpResponseStream.from(stream, { statusCode: 200, headers: { 'Content-Type': 'text/plain' } });
  for (const word of ['one', 'two', 'three']) out.write(word + '\\n');
  out.end();
});`;

/** A REST API whose function streams its response. */
export function streamingApp(outdir: string): void {
  const app = new App({ outdir, analyticsReporting: false });
  const stack = new Stack(app, 'Count');
  const count = new LambdaFunction(stack, 'Function', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline(COUNT),
    timeout: Duration.minutes(1),
  });
  const integration = new LambdaIntegration(count, { responseTransferMode: ResponseTransferMode.STREAM });
  new RestApi(stack, 'Api', { cloudWatchRole: false }).root.addMethod('GET', integration);
  app.synth();
}
