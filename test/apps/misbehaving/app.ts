import { App, Duration, Stack } from 'aws-cdk-lib';
import { AccessLogFormat, LambdaIntegration, LogGroupLogDestination, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';

const FUNCTIONS = {
  fine: `exports.handler = async () => ({ statusCode: 200, body: 'fine' });`,
  exits: `exports.handler = async () => process.exit(1);`,
  loops: `exports.handler = async () => { for (;;); };`,
  leaks: `const buffers = []; exports.handler = async () => { for (;;) buffers.push(Buffer.alloc(1e7, 1)); };`,
  floods: `exports.handler = async ({ queryStringParameters }) => {
    const lines = Number(queryStringParameters?.lines ?? 200);
    for (let line = 0; line < lines; line += 1) console.log('flood ' + line);
    return { statusCode: 200, body: 'flooded' };
  };`,
};

/** A REST API with functions that leak memory, loop, exit and flood their log, and one normal function. */
export function misbehaving(outdir: string): void {
  const app = new App({ outdir, analyticsReporting: false });
  const stack = new Stack(app, 'Misbehaving');
  const api = new RestApi(stack, 'Api', {
    cloudWatchRole: false,
    deployOptions: {
      accessLogDestination: new LogGroupLogDestination(new LogGroup(stack, 'Access', { logGroupName: 'access' })),
      accessLogFormat: AccessLogFormat.custom('$context.requestId $context.status $context.path'),
    },
  });
  for (const [name, code] of Object.entries(FUNCTIONS)) {
    const handler = new LambdaFunction(stack, name, {
      functionName: name,
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: Code.fromInline(code),
      timeout: Duration.seconds(2),
    });
    api.root.addResource(name).addMethod('GET', new LambdaIntegration(handler));
  }
  app.synth();
}
