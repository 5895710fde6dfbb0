import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalAws } from '../local/local-aws.ts';
import type { Figure } from './measure.ts';

const CLIENTS = 50;
const REQUESTS = 4000;
const LEAST_PER_SECOND = 1000;

/** How many requests a second the local API answers for a trivial function, the clients in the same process. */
export async function benchApiThroughput(): Promise<Figure[]> {
  const errorLevel = await requestsPerSecond('ERROR');
  const infoLevel = await requestsPerSecond('INFO');
  const about = { unit: 'req/s' };
  return [
    { ...about, name: 'local API: 50 clients, level ERROR', value: errorLevel, least: LEAST_PER_SECOND },
    { ...about, name: 'local API: 50 clients, level INFO', value: infoLevel },
  ];
}

async function requestsPerSecond(level: 'ERROR' | 'INFO'): Promise<number> {
  const assembly = mkdtempSync(join(tmpdir(), 'tailgate-bench-'));
  writeAssembly(assembly, level);
  const local = await startLocalAws({
    assembly,
    dataDirectory: assembly,
    port: 0,
    region: 'us-east-1',
    accountId: '000000000000',
    notice: () => undefined,
  });
  const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });
  try {
    const url = Object.values(local.apis)[0] ?? '';
    await send(url, agent, 500);
    const start = performance.now();
    await send(url, agent, REQUESTS);
    return (REQUESTS / (performance.now() - start)) * 1000;
  } finally {
    agent.destroy();
    await local.close();
    rmSync(assembly, { recursive: true });
  }
}

/** Each client sends its next request when the last one is answered. */
async function send(url: string, agent: Agent, count: number): Promise<void> {
  let left = count;
  const client = async () => {
    while (left-- > 0) {
      const status = await get(url, agent);
      if (status !== 200) throw new Error(`The local API answered ${status} to ${url}.`);
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
}

function get(url: string, agent: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { agent }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0));
    });
    outgoing.on('error', reject).end();
  });
}

function writeAssembly(directory: string, LoggingLevel: string): void {
  const api = { Ref: 'Api' };
  const Uri = {
    'Fn::Sub': 'arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Function.Arn}/invocations',
  };
  const Resources = {
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Code: { ZipFile: "exports.handler = async () => ({ statusCode: 200, body: 'fine' });" },
      },
    },
    Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'bench' } },
    Method: {
      Type: 'AWS::ApiGateway::Method',
      Properties: {
        RestApiId: api,
        ResourceId: { 'Fn::GetAtt': ['Api', 'RootResourceId'] },
        HttpMethod: 'GET',
        Integration: { Type: 'AWS_PROXY', Uri },
      },
    },
    Stage: {
      Type: 'AWS::ApiGateway::Stage',
      Properties: {
        RestApiId: api,
        StageName: 'prod',
        MethodSettings: [{ HttpMethod: '*', ResourcePath: '/*', LoggingLevel }],
      },
    },
  };
  const artifacts = {
    Bench: { type: 'aws:cloudformation:stack', properties: { templateFile: 'Bench.template.json' } },
  };
  writeFileSync(join(directory, 'manifest.json'), JSON.stringify({ version: '36.0.0', artifacts }));
  writeFileSync(join(directory, 'Bench.template.json'), JSON.stringify({ Resources }));
}
