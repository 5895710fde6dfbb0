import { formatClfTime } from '../../../core/clf-time.ts';
import { decodePath } from '../../http/read-request.ts';
import { bodyOf } from './event-body.ts';
import type { HttpArrival, HttpAuthorization, RoutedHttpRequest } from './exchange.ts';
import { combined, headerOf } from './headers.ts';

/** The event of payload format 2.0 that a function behind an HTTP API gets.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html */
export function httpEvent(routed: RoutedHttpRequest, authorization: HttpAuthorization | undefined): object {
  const { requestContext, ...rest } = requestEvent(routed);
  return {
    version: '2.0',
    ...rest,
    requestContext: { ...requestContext, ...(authorization && { authorizer: { lambda: authorization.context } }) },
    ...bodyOf(routed.request),
  };
}

/** The part of the event that authorizers get too. What is empty is left out, but for the query's text. */
export function requestEvent({ request, route, api, stage, accountId, pathParameters }: RoutedHttpRequest) {
  const { routeKey } = route;
  const rawPath = decodePath(request.path);
  const headers = request.headers.map(([name, value]) => [name.toLowerCase(), value] as const);
  const cookies = headers
    .filter(([name]) => name === 'cookie')
    .flatMap(([, value]) => value.split(/; */))
    .filter((cookie) => cookie !== '');
  return {
    routeKey,
    rawPath,
    rawQueryString: request.rawQueryString,
    ...(cookies.length > 0 && { cookies }),
    headers: combined(headers.filter(([name]) => name !== 'cookie')),
    ...unlessEmpty('queryStringParameters', combined(request.query)),
    requestContext: {
      accountId,
      apiId: api.id,
      ...domainOf(request),
      http: {
        method: request.httpMethod,
        path: rawPath,
        protocol: request.protocol,
        sourceIp: request.sourceIp,
        userAgent: headerOf(request, 'user-agent') ?? '',
      },
      requestId: request.requestId,
      routeKey,
      stage: stage.name,
      time: formatClfTime(request.time),
      timeEpoch: request.time,
    },
    ...unlessEmpty('pathParameters', pathParameters),
    ...unlessEmpty('stageVariables', stage.variables),
  };
}

/** How the client called the API, without the port. */
export function domainOf(request: HttpArrival['request']): { domainName: string; domainPrefix: string } {
  const domainName = (headerOf(request, 'host') ?? 'localhost').replace(/:\d+$/, '');
  return { domainName, domainPrefix: domainName.split('.')[0] ?? '' };
}

function unlessEmpty(name: string, values: Readonly<Record<string, string>>): object {
  return Object.keys(values).length > 0 ? { [name]: values } : {};
}
