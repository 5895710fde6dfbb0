import { writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { startLocalAws } from '../local/local-aws.ts';
import { type Figure, timed } from './measure.ts';
import { LOCAL_AWS, runConcurrently, temporaryDirectory } from './setup.ts';

const CLIENTS = 50;
const WARM_UP_REQUESTS = 500;
const REQUESTS = 4000;
const MIN_PER_SECOND = 1000;

/** The requests per second that the local API handles for a trivial function, with all clients in this process. */
export async function benchApiThroughput(): Promise<Figure[]> {
  const errorLevel = await requestsPerSecond('ERROR');
  const infoLevel = await requestsPerSecond('INFO');
  return [
    { name: 'local API: 50 clients, level ERROR', value: errorLevel, unit: 'req/s', minimum: MIN_PER_SECOND },
    { name: 'local API: 50 clients, level INFO', value: infoLevel, unit: 'req/s' },
  ];
}

async function requestsPerSecond(level: 'ERROR' | 'INFO'): Promise<number> {
  using directory = temporaryDirectory();
  const assembly = directory.path;
  writeAssembly(assembly, level);
  const local = await startLocalAws({ ...LOCAL_AWS, assembly, dataDirectory: assembly });
  const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });
  try {
    const url = Object.values(local.apis)[0] ?? '';
    const send = async () => {
      const status = await get(url, agent);
      if (status !== 200) throw new Error(`The local API returned ${status} for ${url}.`);
    };
    await runConcurrently(CLIENTS, WARM_UP_REQUESTS, send);
    return (REQUESTS / (await timed(() => runConcurrently(CLIENTS, REQUESTS, send)))) * 1000;
  } finally {
    agent.destroy();
    await local.close();
  }
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
