/** A request, from an event of API Gateway in either payload format. */
export interface GatewayRequest {
  readonly format: 'REST' | 'HTTP';
  /** Epoch milliseconds. */
  readonly time: number;
  readonly apiId: string;
  readonly stage: string;
  readonly requestId: string;
  /** For HTTP APIs, which have no extended id, the request id. */
  readonly extendedRequestId: string;
  readonly method: string;
  /** The route's template, such as `/notes/{noteId}`; `$default` for the default route of an HTTP API. */
  readonly route: string;
  readonly domainName: string;
  /** The path that the client requested, with the stage if the client sent it. */
  readonly path: string;
  /** The query string without the question mark; may be empty. */
  readonly query: string;
  readonly ip: string;
  readonly userAgent: string | null;
  readonly userId: string | null;
  readonly domainId: string;
  readonly body: unknown;
  readonly isBase64Encoded: boolean;
}

/** Reads an event of a Lambda proxy integration: payload format 1.0 (REST APIs) or 2.0 (HTTP APIs, function URLs).
 *  @returns undefined for any other event, also for the events of authorizers and WebSocket APIs.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html */
export function readGatewayEvent(value: unknown): GatewayRequest | undefined {
  const event = objectOrEmpty(value);
  const context = objectOrEmpty(event.requestContext);
  // The event of an authorizer has the same context, but its result is not the API's response.
  if ('methodArn' in event || 'routeArn' in event) return undefined;
  const http = objectOrEmpty(context.http);
  if (typeof context.timeEpoch === 'number' && typeof http.method === 'string') {
    return { ...commonFields(event, context), ...httpRequest(event, context, http) };
  }
  if (typeof context.requestTimeEpoch === 'number' && typeof context.httpMethod === 'string') {
    return { ...commonFields(event, context), ...restRequest(event, context) };
  }
  return undefined;
}

type Fields = Readonly<Record<string, unknown>>;

function commonFields(event: Fields, context: Fields) {
  const authorizer = objectOrEmpty(context.authorizer);
  // HTTP APIs put the context of a Lambda authorizer one level deeper.
  const authorizerContext = 'lambda' in authorizer ? objectOrEmpty(authorizer.lambda) : authorizer;
  const apiId = text(context.apiId);
  return {
    apiId,
    stage: text(context.stage),
    requestId: text(context.requestId),
    domainName: text(context.domainName),
    userId: textOrNull(authorizerContext.principalId) ?? tokenSubject(authorizer) ?? signerArn(authorizer, context),
    domainId: textOrNull(authorizerContext.domainId) ?? apiId,
    body: event.body,
    isBase64Encoded: event.isBase64Encoded === true,
  };
}

/** The subject of the token that a Cognito (REST API) or JWT (HTTP API) authorizer accepted. */
function tokenSubject(authorizer: Fields): string | null {
  const { claims } = 'jwt' in authorizer ? objectOrEmpty(authorizer.jwt) : authorizer;
  return textOrNull(objectOrEmpty(claims).sub);
}

/** The IAM user or role that signed the request, for an API with IAM authorization. */
function signerArn(authorizer: Fields, context: Fields): string | null {
  return textOrNull(objectOrEmpty(authorizer.iam).userArn) ?? textOrNull(objectOrEmpty(context.identity).userArn);
}

function restRequest(event: Fields, context: Fields) {
  const identity = objectOrEmpty(context.identity);
  return {
    format: 'REST' as const,
    time: context.requestTimeEpoch as number,
    extendedRequestId: textOrNull(context.extendedRequestId) ?? text(context.requestId),
    method: text(context.httpMethod),
    route: textOrNull(context.resourcePath) ?? text(event.resource),
    path: textOrNull(context.path) ?? text(event.path),
    query: queryString(event),
    ip: text(identity.sourceIp),
    userAgent: textOrNull(identity.userAgent),
  };
}

function httpRequest(event: Fields, context: Fields, http: Fields) {
  return {
    format: 'HTTP' as const,
    time: context.timeEpoch as number,
    extendedRequestId: text(context.requestId),
    method: text(http.method),
    // `GET /notes`, `ANY /notes` or `$default`.
    route: text(context.routeKey ?? event.routeKey).replace(/^[A-Z]+ /, ''),
    path: textOrNull(http.path) ?? text(event.rawPath),
    query: text(event.rawQueryString),
    ip: text(http.sourceIp),
    userAgent: textOrNull(http.userAgent),
  };
}

function queryString(event: Fields): string {
  const query = new URLSearchParams();
  for (const [name, values] of Object.entries(objectOrEmpty(event.multiValueQueryStringParameters))) {
    for (const value of Array.isArray(values) ? values : [values]) query.append(name, text(value));
  }
  return query.toString();
}

/** The members of an object; no members for any other value. */
export function objectOrEmpty(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function text(value: unknown): string {
  return textOrNull(value) ?? '';
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
}
