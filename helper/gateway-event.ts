/** What an event of API Gateway says of the request, in either format. */
export interface GatewayRequest {
  readonly format: 'REST' | 'HTTP';
  readonly time: number;
  readonly apiId: string;
  readonly stage: string;
  readonly requestId: string;
  /** HTTP APIs have none: their request id stands for it. */
  readonly extendedRequestId: string;
  readonly method: string;
  /** The template, such as `/notes/{noteId}`; `$default` for an HTTP API's catch-all. */
  readonly route: string;
  readonly domainName: string;
  /** With the stage in front where the client sent it. */
  readonly path: string;
  /** Without the question mark; empty without one. */
  readonly query: string;
  readonly ip: string;
  readonly userAgent: string | null;
  readonly userId: string | null;
  readonly domainId: string;
  readonly body: unknown;
  readonly isBase64Encoded: boolean;
}

/** Reads an event of a Lambda proxy integration: format 1.0 (REST APIs) or 2.0 (HTTP APIs, function URLs).
 *  @returns undefined for any other event, also those of authorizers and WebSocket APIs.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html */
export function readGatewayEvent(value: unknown): GatewayRequest | undefined {
  const event = fieldsOf(value);
  const context = fieldsOf(event.requestContext);
  // An authorizer's request has no answer of the API.
  if ('methodArn' in event || 'routeArn' in event) return undefined;
  const http = fieldsOf(context.http);
  if (typeof context.timeEpoch === 'number' && typeof http.method === 'string') {
    return { ...common(event, context), ...httpRequest(event, context, http) };
  }
  if (typeof context.requestTimeEpoch === 'number' && typeof context.httpMethod === 'string') {
    return { ...common(event, context), ...restRequest(event, context) };
  }
  return undefined;
}

type Fields = Readonly<Record<string, unknown>>;

function common(event: Fields, context: Fields) {
  const authorizer = fieldsOf(context.authorizer);
  // Where HTTP APIs put what a Lambda authorizer hands on.
  const given = 'lambda' in authorizer ? fieldsOf(authorizer.lambda) : authorizer;
  const apiId = text(context.apiId);
  return {
    apiId,
    stage: text(context.stage),
    requestId: text(context.requestId),
    domainName: text(context.domainName),
    userId: textOrNull(given.principalId) ?? subjectOf(authorizer) ?? userArnOf(authorizer, context),
    domainId: textOrNull(given.domainId) ?? apiId,
    body: event.body,
    isBase64Encoded: event.isBase64Encoded === true,
  };
}

/** The subject of the token that a Cognito user pool (REST APIs) or a JWT authorizer (HTTP APIs) took. */
function subjectOf(authorizer: Fields): string | null {
  const { claims } = 'jwt' in authorizer ? fieldsOf(authorizer.jwt) : authorizer;
  return textOrNull(fieldsOf(claims).sub);
}

/** Who signed the request, where IAM is the authorizer. */
function userArnOf(authorizer: Fields, context: Fields): string | null {
  return textOrNull(fieldsOf(authorizer.iam).userArn) ?? textOrNull(fieldsOf(context.identity).userArn);
}

function restRequest(event: Fields, context: Fields) {
  const identity = fieldsOf(context.identity);
  return {
    format: 'REST' as const,
    time: context.requestTimeEpoch as number,
    extendedRequestId: textOrNull(context.extendedRequestId) ?? text(context.requestId),
    method: text(context.httpMethod),
    route: textOrNull(context.resourcePath) ?? text(event.resource),
    path: textOrNull(context.path) ?? text(event.path),
    query: queryOf(event),
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

function queryOf(event: Fields): string {
  const query = new URLSearchParams();
  for (const [name, values] of Object.entries(fieldsOf(event.multiValueQueryStringParameters))) {
    for (const value of Array.isArray(values) ? values : [values]) query.append(name, text(value));
  }
  return query.toString();
}

export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function text(value: unknown): string {
  return textOrNull(value) ?? '';
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
}
