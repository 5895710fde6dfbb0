import type { IntegrationResult } from '../shared/integration-result.ts';
import { braces } from './braces.ts';
import type { Arrival } from './exchange.ts';

/** What the data trace shows of a call of Lambda. API Gateway signs it, and shows the signature masked and its own
 *  security token; here nothing is signed, and there are neither.
 *  @param source who calls, behind the API's id: `prod/GET/notes`, `authorizers/abc123`.
 *  @param body JSON. */
export function endpointRequestLines(
  { api, request, region, accountId }: Arrival,
  uri: string,
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
    `Endpoint request URI: ${uri}`,
    `Endpoint request headers: ${braces(headers)}`,
    `Endpoint request body after transformations: ${body}`,
  ];
}

/** What the data trace shows of Lambda's answer; nothing for one that is streamed.
 *  @param answeredAt epoch milliseconds */
export function endpointResponseLines(
  { requestId, responseBody, functionError, serviceError }: IntegrationResult,
  traceId: string,
  answeredAt: number,
): string[] {
  if (responseBody === undefined) return [];
  const headers = [
    ['Date', new Date(answeredAt).toUTCString()],
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
    `Endpoint response headers: ${braces(headers)}`,
  ];
}

/** `20261121T140211Z` */
function amzDate(time: number): string {
  return new Date(time).toISOString().replace(/[-:]|\.\d+/g, '');
}
