import { App, Fn, NestedStack, Stack } from 'aws-cdk-lib';
import { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { expect, it } from 'vitest';
import { withExpectedValues } from '../../../infra/constructs/expected-values.ts';

const inline = { code: Code.fromInline('x'), handler: 'index.handler', runtime: Runtime.NODEJS_24_X };

// <stack>-<logical id>-<random part>, and at most 64 characters for a function:
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html
// https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
it('has a name as CloudFormation generates it in place of each reference, also to another stack', () => {
  const app = new App();
  const shop = new Stack(app, 'Shop');
  const group = new LogGroup(shop, 'ChargeLogs');
  const nested = new LogGroup(new NestedStack(shop, 'Orders'), 'Logs');
  const longName = new LambdaFunction(shop, 'Function'.repeat(8), inline);
  const api = new RestApi(shop, 'Api');
  const logs = new Stack(app, 'Logs');
  expect(
    withExpectedValues(logs, {
      generated: group.logGroupName,
      inText: `name ${group.logGroupName}`,
      own: new LogGroup(shop, 'Named', { logGroupName: `/shop/${api.restApiId}` }).logGroupName,
      api: `API-Gateway-Execution-Logs_${api.restApiId}/prod`,
      fromArn: Fn.select(6, Fn.split(':', group.logGroupArn)),
    }),
  ).toEqual({
    generated: expect.stringMatching(/^Shop-ChargeLogs[0-9A-F]{8}-[A-Z]{12}$/),
    inText: expect.stringMatching(/^name Shop-ChargeLogs[0-9A-F]{8}-[A-Z]{12}$/),
    own: expect.stringMatching(/^\/shop\/[a-z0-9]{10}$/),
    api: expect.stringMatching(/^API-Gateway-Execution-Logs_[a-z0-9]{10}\/prod$/),
    fromArn: expect.stringMatching(/^Shop-ChargeLogs[0-9A-F]{8}-[A-Z]{12}$/),
  });
  expect(withExpectedValues(logs, nested.logGroupName)).toMatch(/^Shop-Orders.+-[A-Z]{12}-Logs[0-9A-F]{8}-[A-Z]{12}$/);
  expect(withExpectedValues(logs, longName.functionName)).toHaveLength(64);
});
