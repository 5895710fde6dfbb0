import type { IncomingMessage, ServerResponse } from 'node:http';
import { functionNameOf } from '../../core/arn.ts';
import type { ResolvedResource } from '../../core/template/resolve.ts';
import type { FunctionConfig } from '../functions/function-config.ts';
import { decodePath } from '../http/read-request.ts';
import { sendJson } from './json-reads.ts';

const FUNCTIONS_PATH = '/2015-03-31/functions';
const MAX_PAGE_SIZE = 50;

/** Serves Lambda's ListFunctions, GetFunctionConfiguration and GetAlias from the templates.
 *  @returns false for another request.
 *  @see https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html
 *  @see https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html
 *  @see https://docs.aws.amazon.com/lambda/latest/api/API_GetAlias.html */
export function serveLambdaRead(
  functions: readonly FunctionConfig[],
  resources: readonly ResolvedResource[],
  request: IncomingMessage,
  response: ServerResponse,
): boolean {
  if (request.method !== 'GET') return false;
  const url = new URL(request.url ?? '/', 'http://local');
  if (url.pathname.replace(/\/$/, '') === FUNCTIONS_PATH) {
    sendJson(response, 200, listFunctions(functions, url.searchParams));
    return true;
  }
  const alias = /^\/2015-03-31\/functions\/([^/]+)\/aliases\/([^/]+)$/.exec(url.pathname);
  if (alias) {
    sendAlias(resources, functionNameOf(decodePath(alias[1] ?? '')), decodePath(alias[2] ?? ''), response);
    return true;
  }
  const name = /^\/2015-03-31\/functions\/([^/]+)\/configuration$/.exec(url.pathname)?.[1];
  if (name === undefined) return false;
  const targetName = functionNameOf(decodePath(name));
  const config = functions.find((candidate) => candidate.name === targetName);
  if (config) {
    sendJson(response, 200, describeFunction(config));
  } else {
    sendJson(
      response,
      404,
      { Type: 'User', Message: `Function not found: ${targetName}` },
      'ResourceNotFoundException',
    );
  }
  return true;
}

function sendAlias(
  resources: readonly ResolvedResource[],
  targetFunction: string,
  aliasName: string,
  response: ServerResponse,
): void {
  const alias = resources.find(
    ({ type, properties }) =>
      type === 'AWS::Lambda::Alias' &&
      functionNameOf(String(properties.FunctionName)) === targetFunction &&
      properties.Name === aliasName,
  );
  if (alias) {
    const FunctionVersion = String(alias.properties.FunctionVersion);
    sendJson(response, 200, { AliasArn: alias.ref, Name: aliasName, FunctionVersion });
  } else {
    const Message = `Cannot find alias arn: ${targetFunction}:${aliasName}`;
    sendJson(response, 404, { Type: 'User', Message }, 'ResourceNotFoundException');
  }
}

function listFunctions(functions: readonly FunctionConfig[], query: URLSearchParams): object {
  const start = Number(query.get('Marker') ?? 0) || 0;
  const size = Math.min(Number(query.get('MaxItems')) || MAX_PAGE_SIZE, MAX_PAGE_SIZE);
  const page = functions.slice(start, start + size);
  const next = start + page.length;
  return { Functions: page.map(describeFunction), ...(next < functions.length && { NextMarker: String(next) }) };
}

function describeFunction(config: FunctionConfig): object {
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
