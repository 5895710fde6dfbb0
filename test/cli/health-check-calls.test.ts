import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accessLogFormat, HTTP_ACCESS_LOG_FIELDS, REST_ACCESS_LOG_FIELDS } from '../../core/access-log-format.ts';
import type { ApiCall } from '../../core/calls/api-call.ts';
import { formatHealthCheckTag } from '../../core/health-check-tag.ts';
import { readRunningCommand } from '../../local/running-command.ts';
import { RunningLogs, runLogs } from './run-logs.ts';

const TAG = 'tailgate:health-checks';
const HANDLER =
  'exports.handler = async ({ queryStringParameters }) => ({ statusCode: queryStringParameters?.down ? 503 : 200 });';
const DESTINATION = { 'Fn::GetAtt': ['Access', 'Arn'] };
const INVOCATIONS =
  'arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Handler.Arn}/invocations';

const restRoute = (path: string) => ({
  [`Rest${path}`]: {
    Type: 'AWS::ApiGateway::Resource',
    Properties: { RestApiId: { Ref: 'Rest' }, ParentId: { 'Fn::GetAtt': ['Rest', 'RootResourceId'] }, PathPart: path },
  },
  [`Rest${path}Get`]: {
    Type: 'AWS::ApiGateway::Method',
    Properties: {
      RestApiId: { Ref: 'Rest' },
      ResourceId: { Ref: `Rest${path}` },
      HttpMethod: 'GET',
      AuthorizationType: 'NONE',
      Integration: { Type: 'AWS_PROXY', IntegrationHttpMethod: 'POST', Uri: { 'Fn::Sub': INVOCATIONS } },
    },
  },
});

const httpRoute = (name: string, RouteKey: string) => ({
  [name]: {
    Type: 'AWS::ApiGatewayV2::Route',
    Properties: { ApiId: { Ref: 'Http' }, RouteKey, Target: { 'Fn::Sub': 'integrations/${HttpIntegration}' } },
  },
});

/** A REST API and an HTTP API that share an access log group, and have different health checks. */
const TEMPLATE = {
  Resources: {
    Access: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: 'access' } },
    Handler: {
      Type: 'AWS::Lambda::Function',
      Properties: { FunctionName: 'all', Runtime: 'nodejs24.x', Handler: 'index.handler', Code: { ZipFile: HANDLER } },
    },
    Rest: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'rest' } },
    ...restRoute('health'),
    ...restRoute('up'),
    RestStage: {
      Type: 'AWS::ApiGateway::Stage',
      Properties: {
        RestApiId: { Ref: 'Rest' },
        StageName: 'prod',
        Tags: [{ Key: TAG, Value: formatHealthCheckTag(['GET /health']) }],
        AccessLogSetting: { DestinationArn: DESTINATION, Format: accessLogFormat(REST_ACCESS_LOG_FIELDS) },
      },
    },
    Http: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'http', ProtocolType: 'HTTP' } },
    HttpIntegration: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: {
        ApiId: { Ref: 'Http' },
        IntegrationType: 'AWS_PROXY',
        IntegrationUri: { 'Fn::GetAtt': ['Handler', 'Arn'] },
        PayloadFormatVersion: '2.0',
      },
    },
    ...httpRoute('HttpHealth', 'GET /health'),
    ...httpRoute('HttpUp', 'GET /up'),
    HttpStage: {
      Type: 'AWS::ApiGatewayV2::Stage',
      Properties: {
        ApiId: { Ref: 'Http' },
        StageName: '$default',
        Tags: { [TAG]: formatHealthCheckTag(['POST /alive', 'ANY /up']) },
        AccessLogSettings: { DestinationArn: DESTINATION, Format: accessLogFormat(HTTP_ACCESS_LOG_FIELDS) },
      },
    },
  },
};

let cwd: string;
let dev: RunningLogs;
beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'tailgate-test-'));
  writeFileSync(join(cwd, 'shop.json'), JSON.stringify(TEMPLATE));
  dev = new RunningLogs(['dev', 'shop.json', '--port', '0', '--memory'], { cwd });
  await dev.until(({ stdout }) => stdout.includes('AWS endpoint'));
  for (const base of Object.values(readRunningCommand(cwd)?.apis ?? {})) {
    for (const path of ['health', 'up', 'health?down=1'])
      expect((await fetch(`${base.replace(/\/$/, '')}/${path}`)).status).toBe(path.includes('down') ? 503 : 200);
  }
});
afterAll(async () => {
  await dev.interrupt();
  rmSync(cwd, { recursive: true });
});

/** The paths and statuses of the calls that are shown, and the notices about others. */
async function shown(...args: string[]) {
  const { stdout, stderr } = await runLogs(['api', ...args, '--output', 'json'], { cwd });
  const calls = stdout
    .trimEnd()
    .split('\n')
    .map((line): ApiCall => JSON.parse(line))
    .map(({ url, status }) => `${new URL(url).pathname} ${status}`);
  const notices = stderr.split('\n').filter((line) => line.includes('health check'));
  return { calls: calls.sort(), notices };
}

const ALL = ['/health 200', '/health 503', '/prod/health 200', '/prod/health 503', '/prod/up 200', '/up 200'];
const WITHOUT = ['/health 200', '/health 503', '/prod/health 503', '/prod/up 200'];
const NOTICE = '2 health check calls left out; --health-checks shows them';

it.each([
  ['of all APIs', []],
  ['of both APIs', ['api:http', 'api:rest']],
])('leaves out the successful calls %s to the health checks of each stage', async (_, targets) => {
  expect(await shown(...targets)).toEqual({ calls: WITHOUT, notices: [NOTICE] });
});

it.each([
  ['--health-checks', ['--health-checks'], ALL],
  ['--route', ['--route', '/health'], ALL.filter((call) => call.includes('/health'))],
])('shows them with %s', async (_, flags, calls) => {
  expect(await shown(...flags)).toEqual({ calls, notices: [] });
});
