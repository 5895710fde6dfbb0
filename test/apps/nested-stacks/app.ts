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

const ANSWER = `exports.handler = async () => {
  console.log('called');
  return { statusCode: 200, body: JSON.stringify({ name: process.env.AWS_LAMBDA_FUNCTION_NAME, table: process.env.TABLE }) };
};`;

/** A REST API whose functions are in a nested stack and in one nested there; a second API, nested, before a function that is not.
 *  A third nested stack has its template in S3. */
export function nestedStacks(outdir: string): void {
  const app = new App({ outdir, analyticsReporting: false });
  const shop = new Stack(app, 'Shop');
  const answering = (scope: Construct, logGroup?: LogGroup) =>
    new LambdaFunction(scope, 'Answer', {
      runtime: Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: Code.fromInline(ANSWER),
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
  api.root.addMethod('GET', new LambdaIntegration(answering(functions, logs)));
  api.root.addResource('deep').addMethod('GET', new LambdaIntegration(answering(new NestedStack(functions, 'Inner'))));
  new LambdaRestApi(new NestedStack(shop, 'Apis'), 'Api', { cloudWatchRole: false, handler: answering(shop) });
  new CfnStack(shop, 'Elsewhere', { templateUrl: 'https://templates.s3.amazonaws.com/vendor.json' });
  app.synth();
}
