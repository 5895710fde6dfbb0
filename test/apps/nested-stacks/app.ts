import { App, CfnStack, NestedStack, Stack } from 'aws-cdk-lib';
import {
  AccessLogFormat,
  LambdaIntegration,
  LambdaRestApi,
  LogGroupLogDestination,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

const RESPOND = `exports.handler = async () => {
  console.log('called');
  return { statusCode: 200, body: JSON.stringify({ name: process.env.AWS_LAMBDA_FUNCTION_NAME, table: process.env.TABLE }) };
};`;

/** A REST API whose functions are in a nested stack and in a stack nested in that one; a second API, in a nested stack, whose
 *  function is in the outer stack; and a nested stack with its template in S3. */
export function nestedStacks(outdir: string): void {
  const app = new App({ outdir, analyticsReporting: false });
  const shop = new Stack(app, 'Shop');
  const createFunction = (scope: Construct, logGroup?: LogGroup) =>
    new LambdaFunction(scope, 'Respond', {
      runtime: Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: Code.fromInline(RESPOND),
      environment: { TABLE: items.tableName },
      ...(logGroup && { logGroup }),
    });
  const items = new Table(shop, 'Items', { partitionKey: { name: 'id', type: AttributeType.STRING } });
  const functions = new NestedStack(shop, 'Functions');
  const api = new RestApi(shop, 'Api', {
    cloudWatchRole: false,
    deployOptions: {
      accessLogDestination: new LogGroupLogDestination(
        new LogGroup(new NestedStack(shop, 'Logging'), 'Access', { logGroupName: 'access' }),
      ),
      accessLogFormat: AccessLogFormat.custom('$context.requestId $context.status'),
    },
  });
  const logs = new LogGroup(shop, 'Logs', { logGroupName: 'nested' });
  api.root.addMethod('GET', new LambdaIntegration(createFunction(functions, logs)));
  api.root
    .addResource('deep')
    .addMethod('GET', new LambdaIntegration(createFunction(new NestedStack(functions, 'Inner'))));
  new LambdaRestApi(new NestedStack(shop, 'Apis'), 'Api', { cloudWatchRole: false, handler: createFunction(shop) });
  new CfnStack(shop, 'Elsewhere', { templateUrl: 'https://templates.s3.amazonaws.com/vendor.json' });
  app.synth();
}
