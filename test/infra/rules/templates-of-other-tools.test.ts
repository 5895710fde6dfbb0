import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readStacks } from '../../../core/template/read-stacks.ts';
import { evaluate } from '../../../infra/rules/evaluate.ts';
import { RULES } from '../../../infra/rules/rules.ts';

const TEMPLATES = join(import.meta.dirname, '..', '..', 'fixtures', 'templates');

const found = (file: string) =>
  evaluate(readStacks(join(TEMPLATES, file)), RULES).map(({ rule, logicalId }) => `${logicalId} ${rule}`);

describe('the rules have exactly the expected findings in', () => {
  it('a SAM template with globals, short tags and an implicit API', () => {
    expect(found('sam.yaml')).toEqual([
      'OrdersApi access-log-without-join-fields',
      'OrdersApi access-log-with-secrets',
      'OrdersApi access-log-untrusted-after-trusted',
      'OrdersApi access-log-destination-wildcard',
      'OrdersApi execution-log-group-unbounded',
      'OrdersApi method-override-drops-settings',
      'OrdersApi account-role-missing',
      'AccessLogs log-group-without-retention',
      'PlaceOrder debug-lines-dropped',
      'PlaceOrder group-creation-allowed',
      'Export function-without-log-group',
      'ServerlessHttpApi stage-without-access-log',
    ]);
  });

  it('a template of the Serverless Framework, whose REST stage is configured after the deployment', () => {
    const provider = 'CustomDashresourceDashapigwDashcwDashroleLambdaFunction';
    expect(found('serverless.yaml')).toEqual([
      'HelloLogGroup log-group-without-retention',
      'IamRoleLambdaExecution group-creation-allowed',
      'HelloLambdaFunction function-text-log-format',
      'ConnectLambdaFunction function-text-log-format',
      'ApiGatewayLogGroup log-group-without-retention',
      'WebsocketsDeploymentStage access-log-without-join-fields',
      'WebsocketsDeploymentStage access-log-not-json',
      'WebsocketsDeploymentStage execution-log-info-in-production',
      'WebsocketsDeploymentStage execution-log-group-unbounded',
      'WebsocketsDeploymentStage data-trace-without-reason',
      'WebsocketsLogGroup log-group-without-retention',
      `${provider} function-without-log-group`,
      `${provider} function-text-log-format`,
    ]);
  });
});
