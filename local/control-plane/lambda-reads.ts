import type { IncomingMessage, ServerResponse } from 'node:http';
import { functionNameOf } from '../../core/arn.ts';
import type { ResolvedResource } from '../../core/template/resolve.ts';
import type { FunctionConfig } from '../functions/function-config.ts';
import { decodePath } from '../http/read-request.ts';

const FUNCTIONS = '/2015-03-31/functions';
const LARGEST_PAGE = 50;

/** Lambda's ListFunctions, GetFunctionConfiguration and GetAlias, answered from the templates.
 *  @returns false for a request that is none of them.
 *  @see https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html
 *  @see https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html
 *  @see https://docs.aws.amazon.com/lambda/latest/api/API_GetAlias.html */
export function answerLambdaRead(
  functions: readonly FunctionConfig[],
  resources: readonly ResolvedResource[],
  request: IncomingMessage,
  response: ServerResponse,
): boolean {
  if (request.method !== 'GET') return false;
  const url = new URL(request.url ?? '/', 'http://local');
  if (url.pathname.replace(/\/$/, '') === FUNCTIONS) {
    answer(response, 200, listFunctions(functions, url.searchParams));
    return true;
  }
  const alias = /^\/2015-03-31\/functions\/([^/]+)\/aliases\/([^/]+)$/.exec(url.pathname);
  if (alias) {
    answerAlias(resources, functionNameOf(decodePath(alias[1] ?? '')), decodePath(alias[2] ?? ''), response);
    return true;
  }
  const name = /^\/2015-03-31\/functions\/([^/]+)\/configuration$/.exec(url.pathname)?.[1];
  if (name === undefined) return false;
  const wanted = functionNameOf(decodePath(name));
  const config = functions.find((candidate) => candidate.name === wanted);
  if (config) {
    answer(response, 200, describe(config));
  } else {
    answer(response, 404, { Type: 'User', Message: `Function not found: ${wanted}` }, 'ResourceNotFoundException');
  }
  return true;
}

function answerAlias(
  resources: readonly ResolvedResource[],
  wanted: string,
  name: string,
  response: ServerResponse,
): void {
  const alias = resources.find(
    ({ type, properties }) =>
      type === 'AWS::Lambda::Alias' &&
      functionNameOf(String(properties.FunctionName)) === wanted &&
      properties.Name === name,
  );
  if (alias) {
    const FunctionVersion = String(alias.properties.FunctionVersion);
    answer(response, 200, { AliasArn: alias.ref, Name: name, FunctionVersion });
  } else {
    const Message = `Cannot find alias arn: ${wanted}:${name}`;
    answer(response, 404, { Type: 'User', Message }, 'ResourceNotFoundException');
  }
}

function listFunctions(functions: readonly FunctionConfig[], query: URLSearchParams): object {
  const start = Number(query.get('Marker') ?? 0) || 0;
  const size = Math.min(Number(query.get('MaxItems')) || LARGEST_PAGE, LARGEST_PAGE);
  const page = functions.slice(start, start + size);
  const next = start + page.length;
  return { Functions: page.map(describe), ...(next < functions.length && { NextMarker: String(next) }) };
}

function describe(config: FunctionConfig): object {
  return {
    FunctionName: config.name,
    FunctionArn: config.arn,
    Runtime: config.runtime,
    Architectures: [config.architecture ?? 'x86_64'],
    Handler: config.handler,
    Timeout: config.timeoutMs / 1000,
    MemorySize: config.memoryMb,
    PackageType: 'Zip',
    Version: '$LATEST',
    State: 'Active',
    LoggingConfig: {
      LogFormat: config.logFormat,
      LogGroup: config.logGroup,
      ...(config.applicationLogLevel !== undefined && { ApplicationLogLevel: config.applicationLogLevel }),
      ...(config.systemLogLevel !== undefined && { SystemLogLevel: config.systemLogLevel }),
    },
  };
}

function answer(response: ServerResponse, status: number, body: object, errorType?: string): void {
  response.writeHead(status, {
    'Content-Type': 'application/json',
    ...(errorType !== undefined && { 'x-amzn-ErrorType': errorType }),
  });
  response.end(JSON.stringify(body));
}
