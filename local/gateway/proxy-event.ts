import type { GatewayRequest } from './request.ts';
import type { RestApi, Stage } from './rest-api.ts';
import type { Route } from './route.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The event of payload format 1.0 that a function behind a Lambda proxy integration gets.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html */
export function proxyEvent(
  request: GatewayRequest,
  route: Route,
  api: RestApi,
  stage: Stage,
  accountId: string,
): object {
  const { method, pathParameters } = route;
  const [headers, multiValueHeaders] = singleAndMultiple(request.headers);
  const [query, multiValueQuery] = singleAndMultiple([...request.query]);
  const host = headers.Host ?? headers.host ?? 'localhost';
  return {
    resource: method.resourcePath,
    path: request.resourceRequestPath,
    httpMethod: request.httpMethod,
    headers,
    multiValueHeaders,
    queryStringParameters: query && orNull(query),
    multiValueQueryStringParameters: orNull(multiValueQuery),
    pathParameters: orNull(pathParameters),
    stageVariables: orNull(stage.variables),
    requestContext: {
      resourceId: method.resourceId,
      resourcePath: method.resourcePath,
      httpMethod: request.httpMethod,
      extendedRequestId: request.extendedRequestId,
      requestTime: clfTime(request.time),
      requestTimeEpoch: request.time,
      path: request.path,
      accountId,
      protocol: request.protocol,
      stage: stage.name,
      domainName: host.replace(/:\d+$/, ''),
      domainPrefix: host.split('.')[0],
      requestId: request.requestId,
      apiId: api.id,
      identity: {
        cognitoIdentityPoolId: null,
        accountId: null,
        cognitoIdentityId: null,
        caller: null,
        sourceIp: request.sourceIp,
        principalOrgId: null,
        accessKey: null,
        cognitoAuthenticationType: null,
        cognitoAuthenticationProvider: null,
        userArn: null,
        userAgent: headers['User-Agent'] ?? headers['user-agent'] ?? null,
        user: null,
      },
    },
    ...bodyOf(request.body),
  };
}

/** `21/Nov/2026:14:02:11 +0000` */
export function clfTime(time: number): string {
  const date = new Date(time);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${two(date.getUTCDate())}/${MONTHS[date.getUTCMonth()]}/${date.getUTCFullYear()}`;
  return `${day}:${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} +0000`;
}

type Pairs = readonly (readonly [string, string])[];

function singleAndMultiple(pairs: Pairs): [Record<string, string>, Record<string, string[]>] {
  const multiple = new Map<string, string[]>();
  for (const [name, value] of pairs) {
    const values = multiple.get(name);
    if (values) values.push(value);
    else multiple.set(name, [value]);
  }
  // A client may well send a name such as "__proto__": only `fromEntries` takes it for a name.
  return [Object.fromEntries(pairs), Object.fromEntries(multiple)];
}

function orNull<T extends object>(values: T): T | null {
  return Object.keys(values).length > 0 ? values : null;
}

function bodyOf(body: Buffer): { body: string | null; isBase64Encoded: boolean } {
  return { body: body.length > 0 ? body.toString('utf8') : null, isBase64Encoded: false };
}
