import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { MAX_ACCESS_LOG_FORMAT_BYTES } from '../../../core/access-log-format.ts';
import { NotesApiStack } from '../../../infra/stacks/notes-api-stack.ts';

let template: Template;
beforeAll(() => {
  template = Template.fromStack(new NotesApiStack(new App(), 'NotesApi'));
});

describe('the functions', () => {
  it.each(['notes-create', 'notes-get', 'notes-list', 'notes-update', 'notes-delete'])(
    '%s logs JSON to its own log group',
    (name) => {
      const [found] = Object.values(
        template.findResources('AWS::Lambda::Function', { Properties: { FunctionName: name } }),
      );
      expect(found?.Properties.LoggingConfig).toMatchObject({
        LogFormat: 'JSON',
        // Lambda must not drop the buffered debug lines that are written after an error.
        ApplicationLogLevel: 'DEBUG',
        SystemLogLevel: 'INFO',
      });
      expect(found?.Properties.Environment.Variables).toMatchObject({ POWERTOOLS_LOG_LEVEL: 'INFO' });
      const group: string = found?.Properties.LoggingConfig.LogGroup.Ref;
      expect(template.findResources('AWS::Logs::LogGroup')[group]?.Properties).toEqual({ RetentionInDays: 30 });
    },
  );

  it('have one log group each, without a custom resource', () => {
    template.resourceCountIs('Custom::LogRetention', 0);
    template.resourceCountIs('AWS::Lambda::Function', 5);
    // One for each function, the access log and the execution log.
    template.resourceCountIs('AWS::Logs::LogGroup', 7);
  });

  it.each([
    ['POST', 'notes'],
    ['GET', 'notes'],
    ['GET', '{noteId}'],
    ['PUT', '{noteId}'],
    ['DELETE', '{noteId}'],
  ])('%s %s invokes a function', (method, pathPart) => {
    const [resource] = Object.keys(
      template.findResources('AWS::ApiGateway::Resource', { Properties: { PathPart: pathPart } }),
    );
    template.hasResourceProperties('AWS::ApiGateway::Method', {
      HttpMethod: method,
      ResourceId: { Ref: resource },
      Integration: { Type: 'AWS_PROXY', IntegrationHttpMethod: 'POST' },
    });
  });
});

describe('the webhook of new notes', () => {
  it('comes from the context, and is off by default', () => {
    const variables = (app: App) =>
      Object.values(
        Template.fromStack(new NotesApiStack(app, 'NotesApi')).findResources('AWS::Lambda::Function', {
          Properties: { FunctionName: 'notes-create' },
        }),
      )[0]?.Properties.Environment.Variables;
    expect(variables(new App())).not.toHaveProperty('NOTES_WEBHOOK_URL');
    const app = new App({ context: { notesWebhookUrl: 'https://hooks.example/notes' } });
    expect(variables(app)).toMatchObject({ NOTES_WEBHOOK_URL: 'https://hooks.example/notes' });
  });
});

describe('the stage', () => {
  it('writes an access log in JSON, within the size limit, to a group with a retention, by an ARN without a wildcard', () => {
    const [stage] = Object.values(template.findResources('AWS::ApiGateway::Stage'));
    const { DestinationArn, Format } = stage?.Properties.AccessLogSetting ?? {};
    const line = Format.replace(/\$context\.error\.messageString/, '"text"').replace(/\$context\.[\w.]+/g, 'value');
    expect(JSON.parse(line)).toMatchObject({
      requestId: 'value',
      extendedRequestId: 'value',
      integrationRequestId: 'value',
      xrayTraceId: 'value',
    });
    expect(Buffer.byteLength(Format)).toBeLessThan(MAX_ACCESS_LOG_FORMAT_BYTES);
    expect(Format).not.toMatch(/identity\.apiKey\b|authorization/i);
    expect(JSON.stringify(DestinationArn)).not.toContain(':*"');
  });

  it('writes an execution log at INFO without bodies, and has metrics', () => {
    template.hasResourceProperties('AWS::ApiGateway::Stage', {
      StageName: 'prod',
      TracingEnabled: true,
      MethodSettings: [
        { HttpMethod: '*', ResourcePath: '/*', LoggingLevel: 'INFO', DataTraceEnabled: false, MetricsEnabled: true },
      ],
    });
  });

  it('depends on its execution log group, which has a retention', () => {
    const [group, found] = Object.entries(
      template.findResources('AWS::Logs::LogGroup', {
        Properties: { LogGroupName: { 'Fn::Join': ['', ['API-Gateway-Execution-Logs_', Match.anyValue(), '/prod']] } },
      }),
    )[0] ?? [''];
    expect(found?.Properties.RetentionInDays).toBe(7);
    const [stage] = Object.values(template.findResources('AWS::ApiGateway::Stage'));
    expect(stage?.DependsOn).toContain(group);
  });
});

it('does not set the account role, which all APIs of the region share', () => {
  template.resourceCountIs('AWS::ApiGateway::Account', 0);
});

it('gives its access log, its execution log and the logs of its functions to the Logs API', () => {
  const { logs } = new NotesApiStack(new App(), 'NotesApi');
  expect(logs.map(({ name }) => name)).toEqual([
    'lambda/notes-create',
    'lambda/notes-list',
    'lambda/notes-get',
    'lambda/notes-update',
    'lambda/notes-delete',
    'access/notes/prod',
    'api-gateway/notes/prod',
  ]);
});
