import { App, Stack } from 'aws-cdk-lib';
import { LambdaIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';

const COUNT = `const { DynamoDBClient } = require('@aws-sdk/client-dynamodb');
const { DynamoDBDocumentClient, UpdateCommand } = require('@aws-sdk/lib-dynamodb');
const table = DynamoDBDocumentClient.from(new DynamoDBClient());
exports.handler = async ({ path }) => {
  const { Attributes } = await table.send(
    new UpdateCommand({
      TableName: process.env.TABLE_NAME,
      Key: { path },
      UpdateExpression: 'ADD hits :one',
      ExpressionAttributeValues: { ':one': 1 },
      ReturnValues: 'UPDATED_NEW',
    }),
  );
  return { statusCode: 200, body: String(Attributes.hits) };
};`;

/** A REST API whose function counts the requests to each path in a table. */
export function functionWithTable(outdir: string): void {
  const app = new App({ outdir, analyticsReporting: false });
  const stack = new Stack(app, 'Hits');
  const table = new Table(stack, 'Table', {
    partitionKey: { name: 'path', type: AttributeType.STRING },
    billingMode: BillingMode.PAY_PER_REQUEST,
  });
  const count = new LambdaFunction(stack, 'Count', {
    runtime: Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: Code.fromInline(COUNT),
    environment: { TABLE_NAME: table.tableName },
  });
  table.grantReadWriteData(count);
  const api = new RestApi(stack, 'Api', { cloudWatchRole: false });
  api.root.addProxy({ defaultIntegration: new LambdaIntegration(count) });
  app.synth();
}
