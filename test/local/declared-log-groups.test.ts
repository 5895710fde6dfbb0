import { expect, it } from 'vitest';
import type { StackTemplate } from '../../core/template/assembly.ts';
import { resolveStacks } from '../../core/template/resolve.ts';
import { declareLogGroups } from '../../local/declared-log-groups.ts';
import { LogStore } from '../../local/logs-service/store/store.ts';
import { createPhysicalIds } from '../../local/physical-ids.ts';

const account = { region: 'eu-west-1', accountId: '123456789012' };

const stack = (name: string, Resources: StackTemplate['template']['Resources'], nestedIn?: StackTemplate['nestedIn']) =>
  ({ name, template: { Resources }, assets: new Map(), ...(nestedIn && { nestedIn }) }) satisfies StackTemplate;

const setter = (type: string, name: unknown, days: unknown) => ({
  Type: type,
  Properties: {
    ServiceToken: 'arn:aws:lambda:eu-west-1:123456789012:function:f',
    LogGroupName: name,
    RetentionInDays: days,
  },
});

it('log groups have the retention that a custom resource sets, also in a nested stack and under another logical id', () => {
  const parent = stack('Shop', {
    Api: { Type: 'AWS::ApiGateway::RestApi', Properties: {} },
    MyExecutionLogs: setter('Custom::AdoptedLogGroup', { 'Fn::Sub': 'API-Gateway-Execution-Logs_${Api}/prod' }, '7'),
    Nested: { Type: 'AWS::CloudFormation::Stack', Properties: {} },
  });
  const nested = stack(
    'Shop/Nested',
    // `logRetention` of a function: https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_logs.LogRetention.html
    { Kept: setter('Custom::LogRetention', '/aws/lambda/charge', 731) },
    { stack: parent, logicalId: 'Nested' },
  );
  const store = LogStore.open({ memory: true });
  const resources = resolveStacks([parent, nested], { ...account, identify: createPhysicalIds(account) });
  declareLogGroups(store, resources, () => undefined);
  const apiId = resources.find(({ logicalId }) => logicalId === 'Api')?.ref;
  expect(store.groups.get(`API-Gateway-Execution-Logs_${apiId}/prod`)?.retentionInDays).toBe(7);
  expect(store.groups.get('/aws/lambda/charge')?.retentionInDays).toBe(731);
  store.close();
});
