import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchLogsClient, CreateLogGroupCommand, StartLiveTailCommand } from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readRunningCommand } from '../../local/running-command.ts';
import { childrenOf, isRunning } from './processes.ts';
import { RunningLogs } from './run-logs.ts';

/** A streaming handler that sends one chunk, and never ends. */
const ENDLESS = `exports.handler = awslambda.streamifyResponse(async (event, stream) => {
  const response = awslambda.HttpResponseStream.from(stream, { statusCode: 200, headers: {} });
  response.write('first');
  await new Promise((resolve) => setTimeout(resolve, 1e8));
});`;

const STREAMING_URI =
  'arn:aws:apigateway:us-east-1:lambda:path/2021-11-15/functions/${Endless.Arn}/response-streaming-invocations';
const API = { RestApiId: { Ref: 'Api' } };
const TEMPLATE = {
  Resources: {
    Endless: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: 'endless',
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Timeout: 900,
        Code: { ZipFile: ENDLESS },
      },
    },
    Api: {
      Type: 'AWS::ApiGateway::RestApi',
      Properties: { Name: 'api', EndpointConfiguration: { Types: ['REGIONAL'] } },
    },
    Get: {
      Type: 'AWS::ApiGateway::Method',
      Properties: {
        ...API,
        HttpMethod: 'GET',
        ResourceId: { 'Fn::GetAtt': ['Api', 'RootResourceId'] },
        AuthorizationType: 'NONE',
        Integration: {
          Type: 'AWS_PROXY',
          IntegrationHttpMethod: 'POST',
          ResponseTransferMode: 'STREAM',
          TimeoutInMillis: 900_000,
          Uri: { 'Fn::Sub': STREAMING_URI },
        },
      },
    },
    Deployment: { Type: 'AWS::ApiGateway::Deployment', DependsOn: 'Get', Properties: API },
    Stage: {
      Type: 'AWS::ApiGateway::Stage',
      Properties: { ...API, DeploymentId: { Ref: 'Deployment' }, StageName: 'prod' },
    },
  },
};

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'tailgate-test-'));
  writeFileSync(join(cwd, 'template.json'), JSON.stringify(TEMPLATE));
});
afterAll(() => rmSync(cwd, { recursive: true }));

it('logs dev ends at once on Ctrl-C, whatever connections are open, and leaves no process behind', async () => {
  const dev = new RunningLogs(['dev', 'template.json', '--port', '0', '--memory'], { cwd });
  await dev.until(({ stdout }) => stdout.includes('AWS endpoint'));
  const { pid, endpoint, apis } = readRunningCommand(cwd) ?? { pid: 0, endpoint: '', apis: {} };
  const [url = ''] = Object.values(apis);
  const streams = await Promise.all(Array.from({ length: 3 }, () => openStream(url)));
  // One client has left, one does not read, one reads.
  streams[0]?.destroy();
  streams[1]?.pause();
  streams[2]?.resume();
  const invocation = await fetch(`${endpoint}/2021-11-15/functions/endless/response-streaming-invocations`, {
    method: 'POST',
  });
  const idle = connectTo(endpoint, '');
  const unfinished = connectTo(url, 'POST /prod HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nhalf');
  const live = await startLiveTail(endpoint);
  const functions = childrenOf(pid);

  const start = performance.now();
  expect(await dev.interrupt()).toMatchObject({ code: 0 });
  // Half a second on a quiet machine; before, it waited for the idle timeout of the streams, five minutes.
  expect(performance.now() - start).toBeLessThan(10_000);
  expect(functions.length).toBeGreaterThan(3);
  expect(functions.filter(isRunning)).toEqual([]);
  await expect(fetch(endpoint)).rejects.toThrow();
  await expect(fetch(url)).rejects.toThrow();
  await expect(invocation.text()).rejects.toThrow();
  for (const socket of [idle, unfinished]) socket.destroy();
  live.destroy();
});

async function openStream(url: string): Promise<IncomingMessage> {
  const [response] = (await once(get(url, { agent: false }), 'response')) as [IncomingMessage];
  response.on('error', () => undefined);
  expect(String(await once(response, 'data'))).toBe('first');
  return response;
}

function connectTo(url: string, text: string) {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(text);
  return socket;
}

async function startLiveTail(endpoint: string): Promise<CloudWatchLogsClient> {
  const client = new CloudWatchLogsClient({
    endpoint,
    region: 'us-east-1',
    disableHostPrefix: true,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  await client.send(new CreateLogGroupCommand({ logGroupName: 'group' }));
  const logGroupIdentifiers = ['arn:aws:logs:us-east-1:000000000000:log-group:group'];
  await client.send(new StartLiveTailCommand({ logGroupIdentifiers }));
  return client;
}
