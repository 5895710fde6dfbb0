import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { beforeAll, describe, expect, it } from 'vitest';
import { LogsApiStack } from '../../../infra/stacks/logs-api-stack.ts';

let template: Template;

beforeAll(() => {
  const app = new App();
  const other = new Stack(app, 'Other');
  const group = (name: string) => LogGroup.fromLogGroupName(other, name, name);
  template = Template.fromStack(
    new LogsApiStack(app, 'LogsApi', {
      logs: [
        { name: 'lambda/notes-get', kind: 'function', functionName: 'notes-get', logGroup: group('get-logs') },
        { name: 'access/notes/prod', kind: 'access', functionNames: ['notes-get'], logGroup: group('access-logs') },
        { name: 'api-gateway/notes/prod', kind: 'execution', logGroup: group('execution-logs') },
      ],
    }),
  );
});

interface Statement {
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

/** The statements of the policies whose logical id starts with `prefix`. */
function statements(prefix: string): Statement[] {
  return Object.entries(template.findResources('AWS::IAM::Policy'))
    .filter(([id]) => id.startsWith(prefix))
    .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement);
}

describe('the function of the API', () => {
  it('has a timeout of three minutes, and reserves no concurrency: a new account has none to reserve', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Description: 'The Logs API',
      Timeout: 180,
      ReservedConcurrentExecutions: Match.absent(),
    });
    const methods = Object.values(template.findResources('AWS::ApiGateway::Method'));
    expect(methods).toHaveLength(3);
    for (const { Properties } of methods) {
      expect(Properties.Integration).toMatchObject({ ResponseTransferMode: 'STREAM', TimeoutInMillis: 180_000 });
      expect(JSON.stringify(Properties.Integration.Uri)).toContain('/response-streaming-invocations');
    }
  });

  it('is allowed to read only the served log groups', () => {
    const resources = statements('ApiRole')
      .filter(({ Action }) => [Action].flat().includes('logs:FilterLogEvents'))
      .map(({ Resource }) => JSON.stringify(Resource));
    for (const name of ['get-logs', 'access-logs', 'execution-logs']) {
      expect(resources.filter((resource) => resource.includes(`:log-group:${name}:*`))).toHaveLength(1);
    }
  });

  it('is not allowed to read token hashes or to write calls', () => {
    const table = statements('ApiRole').filter(({ Action }) => [Action].flat()[0]?.startsWith('dynamodb:'));
    expect(table.map(({ Action, Condition }) => [Action, Condition])).toEqual([
      [['dynamodb:GetItem', 'dynamodb:Query'], leadingKeys('C#*', 'D#*', 'U#*', 'K')],
      ['dynamodb:UpdateItem', leadingKeys('R#*')],
      [['dynamodb:GetItem', 'dynamodb:UpdateItem'], leadingKeys('L', 'B')],
      ['dynamodb:PutItem', leadingKeys('K')],
    ]);
    const authorizer = statements('AuthorizerRole').filter(({ Action }) => String(Action).startsWith('dynamodb:'));
    expect(authorizer).toMatchObject([{ Action: 'dynamodb:GetItem', Condition: leadingKeys('T') }]);
  });

  it('has the served logs in its environment', () => {
    const [found] = Object.values(
      template.findResources('AWS::Lambda::Function', { Properties: { Description: 'The Logs API' } }),
    );
    const served = JSON.parse(found?.Properties.Environment.Variables.SERVED_LOGS);
    expect(served[0]).toEqual({
      name: 'lambda/notes-get',
      kind: 'function',
      functionName: 'notes-get',
      group: 'get-logs',
    });
  });
});

const leadingKeys = (...keys: string[]) => ({ 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys } });

describe('the API', () => {
  it('is Regional, with tokens under /logs, IAM signatures under /iam, and a public OpenAPI document', () => {
    template.hasResourceProperties('AWS::ApiGateway::RestApi', { EndpointConfiguration: { Types: ['REGIONAL'] } });
    const types = Object.values(template.findResources('AWS::ApiGateway::Method')).map(
      ({ Properties }) => Properties.AuthorizationType,
    );
    expect(types.sort()).toEqual(['AWS_IAM', 'CUSTOM', 'NONE']);
    template.hasResourceProperties('AWS::ApiGateway::Authorizer', {
      Type: 'TOKEN',
      AuthorizerResultTtlInSeconds: 60,
      IdentitySource: 'method.request.header.Authorization',
    });
  });

  it('returns gateway errors in the format of the Logs API, with Retry-After', () => {
    const responses = Object.values(template.findResources('AWS::ApiGateway::GatewayResponse'));
    expect(responses.map(({ Properties }) => Properties.ResponseType).sort()).toEqual([
      'ACCESS_DENIED',
      'DEFAULT_4XX',
      'DEFAULT_5XX',
      'MISSING_AUTHENTICATION_TOKEN',
      'QUOTA_EXCEEDED',
      'REQUEST_TOO_LARGE',
      'THROTTLED',
      'UNAUTHORIZED',
    ]);
    for (const { Properties } of responses) {
      const { error, info } = JSON.parse(Properties.ResponseTemplates['application/json']);
      expect(error).toMatch(/-error$/);
      expect(info).not.toContain('$context');
      if (Properties.StatusCode === '429') {
        expect(Properties.ResponseParameters).toHaveProperty(['gatewayresponse.header.Retry-After']);
      }
    }
  });
});

describe('the index', () => {
  it('subscribes to the served access logs and function logs, and never to its own logs', () => {
    const filters = Object.values(template.findResources('AWS::Logs::SubscriptionFilter')).map(
      ({ Properties }) => [Properties.LogGroupName, Properties.FilterPattern] as const,
    );
    expect(filters).toEqual([
      ['get-logs', '{ $.apiCall.id = "*" }'],
      ['access-logs', ''],
    ]);
    const ownLogGroups = Object.keys(template.findResources('AWS::Logs::LogGroup'));
    const [indexer] = Object.values(
      template.findResources('AWS::Lambda::Function', {
        Properties: { Description: 'Indexes API calls for the Logs API' },
      }),
    );
    const excludedGroups = JSON.stringify(indexer?.Properties.Environment.Variables.OWN_LOG_GROUPS);
    const indexerLogGroup = indexer?.Properties.LoggingConfig.LogGroup.Ref;
    // API Gateway names the execution log group after the id of the API.
    const nameInVariable = (id: string) => (id.includes('ExecutionLogs') ? 'API-Gateway-Execution-Logs_' : id);
    for (const group of ownLogGroups.filter((id) => id !== indexerLogGroup)) {
      expect(excludedGroups).toContain(nameInVariable(group));
    }
    expect(ownLogGroups).toHaveLength(5);
  });

  it('is allowed to update only calls and the directory of months', () => {
    expect(statements('IndexIndexerRole').filter(({ Action }) => String(Action).includes('dynamodb'))).toMatchObject([
      { Action: 'dynamodb:UpdateItem', Condition: leadingKeys('C#*', 'D#*') },
    ]);
  });

  it('has a dead-letter queue with an alarm', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Description: 'Indexes API calls for the Logs API',
      DeadLetterConfig: { TargetArn: Match.anyValue() },
    });
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', { MaximumRetryAttempts: 2 });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Threshold: 1,
    });
  });

  it('is a table whose calls expire, and that is kept when the stack is deleted', () => {
    template.hasResource('AWS::DynamoDB::Table', {
      DeletionPolicy: 'Retain',
      Properties: {
        TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
        BillingMode: 'PAY_PER_REQUEST',
      },
    });
  });
});

it('has a retention for every log group', () => {
  for (const { Properties } of Object.values(template.findResources('AWS::Logs::LogGroup'))) {
    expect(Properties.RetentionInDays).toBeGreaterThan(0);
  }
});
