import type { IntegrationResult } from '../shared/integration-result.ts';
import type { RestStageRequest } from './request-state.ts';

/** Formats headers or parameters as execution logs do: `{name=value, name=value}` */
export function formatPairs(pairs: readonly (readonly [name: string, value: string])[]): string {
  return `{${pairs.map(([name, value]) => `${name}=${value}`).join(', ')}}`;
}

/** Masks a secret as execution logs do: only the last six characters are visible. */
export function maskSecret(secret: string): string {
  return `${'*'.repeat(Math.max(0, secret.length - 6))}${secret.slice(-6)}`;
}

/** The URL of Lambda's Invoke API in execution logs. */
export function invokeUrl(functionArn: string, streams = false): string {
  const version = streams ? '2021-11-15' : '2015-03-31';
  return `https://lambda.local/${version}/functions/${functionArn}/${streams ? 'response-streaming-' : ''}invocations`;
}

/** The data trace of a request to Lambda. API Gateway signs it, and shows a masked signature and a security token; local
 *  requests are not signed, and have neither.
 *  @param source the caller, as in an ARN after the API's id: `prod/GET/notes`, `authorizers/abc123`.
 *  @param body JSON. */
export function endpointRequestLines(
  { api, request, region, accountId }: RestStageRequest,
  url: string,
  source: string,
  body: string,
): string[] {
  const headers = [
    ['x-amzn-lambda-integration-tag', request.requestId],
    ['X-Amz-Date', amzDate(request.time)],
    ['x-amzn-apigateway-api-id', api.id],
    ['X-Amz-Source-Arn', `arn:aws:execute-api:${region}:${accountId}:${api.id}/${source}`],
    ['Accept', 'application/json'],
    ['User-Agent', `AmazonAPIGateway_${api.id}`],
    ['X-Amzn-Trace-Id', request.traceId],
    ['Content-Type', 'application/json'],
  ] as const;
  return [
    `Endpoint request URI: ${url}`,
    `Endpoint request headers: ${formatPairs(headers)}`,
    `Endpoint request body after transformations: ${body}`,
  ];
}

/** The data trace of Lambda's response; no lines for a streamed response.
 *  @param responseTime epoch milliseconds */
export function endpointResponseLines(
  { requestId, responseBody, functionError, serviceError }: IntegrationResult,
  traceId: string,
  responseTime: number,
): string[] {
  if (responseBody === undefined) return [];
  const headers = [
    ['Date', new Date(responseTime).toUTCString()],
    ['Content-Type', 'application/json'],
    ['Content-Length', String(Buffer.byteLength(responseBody))],
    ['Connection', 'keep-alive'],
    ...(requestId === undefined ? [] : [['x-amzn-RequestId', requestId] as const]),
    ...(functionError === undefined ? [] : [['X-Amz-Function-Error', functionError] as const]),
    ...(serviceError === undefined
      ? ([
          ['x-amzn-Remapped-Content-Length', '0'],
          ['X-Amz-Executed-Version', '$LATEST'],
          ['X-Amzn-Trace-Id', traceId],
        ] as const)
      : [['x-amzn-ErrorType', serviceError] as const]),
  ] as const;
  return [
    `Endpoint response body before transformations: ${responseBody}`,
    `Endpoint response headers: ${formatPairs(headers)}`,
  ];
}

/** `20261121T140211Z` */
function amzDate(time: number): string {
  return new Date(time).toISOString().replace(/[-:]|\.\d+/g, '');
}
