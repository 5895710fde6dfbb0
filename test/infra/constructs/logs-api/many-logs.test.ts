import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { expect, it } from 'vitest';
import { LogsApi } from '../../../../infra/constructs/logs-api/logs-api.ts';
import type { ServedLog } from '../../../../infra/constructs/logs-api/served-log.ts';

/** Lambda allows 4,096 bytes for the environment of a function, and 20 KB for its policy.
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_ENVIRONMENT_BYTES = 4096;

function stackWithLogs(count: number): Stack {
  const stack = new Stack(new App(), 'Shop');
  const logs = Array.from({ length: count }, (_, index): ServedLog => {
    const name = `function-${String(index).padStart(3, '0')}`;
    return {
      name: `lambda/${name}`,
      kind: 'function',
      functionName: name,
      logGroup: new LogGroup(stack, `Logs${name}`),
    };
  });
  new LogsApi(stack, 'LogsApi', { logs });
  return stack;
}

// 62 log groups with a permission each made a policy of 20,667 bytes:
// https://github.com/elastic/elastic-serverless-forwarder/issues/219
it('has one permission for all log groups to invoke the indexer, which exists before the filters', () => {
  const template = Template.fromStack(stackWithLogs(20));
  const permissions = template.findResources('AWS::Lambda::Permission', {
    Properties: { Principal: 'logs.amazonaws.com' },
  });
  const [[id, permission] = ['', undefined], ...others] = Object.entries(permissions);
  expect(others).toEqual([]);
  expect(permission?.Properties).toMatchObject({
    Action: 'lambda:InvokeFunction',
    SourceAccount: { Ref: 'AWS::AccountId' },
    SourceArn: { 'Fn::Join': ['', expect.arrayContaining([':log-group:*'])] },
  });
  const filters = Object.values(template.findResources('AWS::Logs::SubscriptionFilter'));
  expect(filters).toHaveLength(20);
  for (const filter of filters) expect(filter.DependsOn).toContain(id);
});

// Lambda measures the variables as JSON, in which a quotation mark of a value is two characters:
// "… exceeded the 4KB limit. String measured: {"NAME":"value"}"
// https://github.com/localstack/localstack/blob/main/localstack-core/localstack/services/lambda_/provider.py
it('fits the environment of its function, or says how to divide the logs', () => {
  const template = Template.fromStack(stackWithLogs(26));
  const [variables] = Object.values(template.findResources('AWS::Lambda::Function'))
    .map(({ Properties }) => Properties.Environment.Variables)
    .filter(({ SERVED_LOGS }) => SERVED_LOGS !== undefined);
  // The names as CloudFormation generates them: Shop-Logsfunction000F7B1A2C3-0123456789AB
  const served = variables.SERVED_LOGS['Fn::Join'][1]
    .map((part: string | { readonly Ref: string }) =>
      typeof part === 'string' ? part : `Shop-${part.Ref}-0123456789AB`,
    )
    .join('');
  expect(JSON.parse(served)).toHaveLength(26);
  const measured = JSON.stringify({
    ...variables,
    LOGS_TABLE: 'Shop-LogsApiCalls01234567-0123456789AB',
    SERVED_LOGS: served,
  });
  expect(measured.length).toBeLessThan(MAX_ENVIRONMENT_BYTES);
  // 30 logs do not fit.
  expect((measured.length * 30) / 26).toBeGreaterThan(MAX_ENVIRONMENT_BYTES);
  expect(() => Template.fromStack(stackWithLogs(30))).toThrow(
    /LogsApi of Shop\/LogsApi: .* needs about 4\d{3} bytes for 30 logs, and Lambda allows 4096\. Divide the logs/,
  );
});
