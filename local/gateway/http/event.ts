import { formatClfTime } from '../../../core/clf-time.ts';
import { decodePath } from '../../http/read-request.ts';
import { type GatewayRequest, joinedHeader } from '../shared/request.ts';
import type { HttpAuthorization, HttpRouteRequest } from './request-state.ts';

/** The event of payload format 2.0 for a function behind an HTTP API.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html */
export function httpEvent(state: HttpRouteRequest, authorization: HttpAuthorization | undefined): object {
  const { requestContext, ...rest } = httpRequestEvent(state);
  return {
    version: '2.0',
    ...rest,
    requestContext: { ...requestContext, ...(authorization && { authorizer: { lambda: authorization.context } }) },
    ...eventBody(state.request),
  };
}

/** The members that events of functions and of authorizers have in common. Empty members are omitted, except the raw query. */
export function httpRequestEvent({ request, route, api, stage, accountId, pathParameters }: HttpRouteRequest) {
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
    headers: joinValues(headers.filter(([name]) => name !== 'cookie')),
    ...omitIfEmpty('queryStringParameters', joinValues(request.query)),
    requestContext: {
      accountId,
      apiId: api.id,
      ...requestDomain(request),
      http: {
        method: request.httpMethod,
        path: rawPath,
        protocol: request.protocol,
        sourceIp: request.sourceIp,
        userAgent: joinedHeader(request, 'user-agent') ?? '',
      },
      requestId: request.requestId,
      routeKey,
      stage: stage.name,
      time: formatClfTime(request.time),
      timeEpoch: request.time,
    },
    ...omitIfEmpty('pathParameters', pathParameters),
    ...omitIfEmpty('stageVariables', stage.variables),
  };
}

/** The domain in the Host header, without the port. */
export function requestDomain(request: GatewayRequest): { domainName: string; domainPrefix: string } {
  const domainName = (joinedHeader(request, 'host') ?? 'localhost').replace(/:\d+$/, '');
  return { domainName, domainPrefix: domainName.split('.')[0] ?? '' };
}

/** Media types whose bodies are text. All other bodies are in Base64, also forms and those without a type.
 *  @see https://aws.amazon.com/blogs/compute/handling-binary-data-using-amazon-api-gateway-http-apis/ */
const TEXT_TYPE = /^\s*(text\/[^;\s]+|application\/(json|xml|javascript))\s*(;|$)/i;

/** The body members of an event; without `body` for a request without a body. */
export function eventBody(request: GatewayRequest): { readonly body?: string; readonly isBase64Encoded: boolean } {
  if (request.body.length === 0) return { isBase64Encoded: false };
  const isBase64Encoded = !TEXT_TYPE.test(joinedHeader(request, 'content-type') ?? '');
  return { body: request.body.toString(isBase64Encoded ? 'base64' : 'utf8'), isBase64Encoded };
}

/** Values by name; several values of a name are joined with commas. */
function joinValues(pairs: Iterable<readonly [name: string, value: string]>): Record<string, string> {
  const values = new Map<string, string>();
  for (const [name, value] of pairs) {
    const previous = values.get(name);
    values.set(name, previous === undefined ? value : `${previous},${value}`);
  }
  // A client can send the name "__proto__": `fromEntries` treats it as any other name.
  return Object.fromEntries(values);
}

function omitIfEmpty(name: string, values: Readonly<Record<string, string>>): object {
  return Object.keys(values).length > 0 ? { [name]: values } : {};
}
