/** The fields of an access log line: one list an API type, for what `infra` writes into a stage and what `core/parse` reads back.
 *
 *  A key stands for a `$context` variable. The order matters: values that a client chooses (path, user agent, the text of an
 *  error) stand first, and what is trusted stands last. API Gateway escapes quotes in them today; where something does not,
 *  a forged field is overruled, since a JSON reader keeps the last of two equal keys. */
export type AccessLogFields = Readonly<Record<string, string>>;

/** The kinds of API that API Gateway has. */
export type ApiType = 'REST' | 'HTTP' | 'WEBSOCKET';

/** REST APIs. No `identity.apiKey`: it is a secret.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html */
export const REST_ACCESS_LOG_FIELDS = {
  userAgent: '$context.identity.userAgent',
  path: '$context.path',
  authorizerError: '$context.authorizer.error',
  errorMessage: '$context.error.message',
  validationError: '$context.error.validationErrorString',
  integrationError: '$context.integration.error',
  requestId: '$context.requestId',
  extendedRequestId: '$context.extendedRequestId',
  apiId: '$context.apiId',
  stage: '$context.stage',
  time: '$context.requestTimeEpoch',
  method: '$context.httpMethod',
  route: '$context.resourcePath',
  domainName: '$context.domainName',
  protocol: '$context.protocol',
  status: '$context.status',
  responseType: '$context.error.responseType',
  responseLength: '$context.responseLength',
  responseLatency: '$context.responseLatency',
  integrationRequestId: '$context.integration.requestId',
  integrationStatus: '$context.integration.status',
  integrationServiceStatus: '$context.integration.integrationStatus',
  integrationLatency: '$context.integration.latency',
  authorizerRequestId: '$context.authorizer.requestId',
  authorizerStatus: '$context.authorizer.status',
  authorizerLatency: '$context.authorizer.latency',
  userId: '$context.authorizer.principalId',
  ip: '$context.identity.sourceIp',
  userArn: '$context.identity.userArn',
  wafStatus: '$context.waf.status',
  xrayTraceId: '$context.xrayTraceId',
} as const satisfies AccessLogFields;

/** HTTP APIs: routes instead of resources, and neither X-Ray nor WAF.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html */
export const HTTP_ACCESS_LOG_FIELDS = {
  userAgent: '$context.identity.userAgent',
  path: '$context.path',
  authorizerError: '$context.authorizer.error',
  errorMessage: '$context.error.message',
  integrationError: '$context.integration.error',
  requestId: '$context.requestId',
  extendedRequestId: '$context.extendedRequestId',
  apiId: '$context.apiId',
  stage: '$context.stage',
  time: '$context.requestTimeEpoch',
  method: '$context.httpMethod',
  route: '$context.routeKey',
  domainName: '$context.domainName',
  protocol: '$context.protocol',
  status: '$context.status',
  responseType: '$context.error.responseType',
  responseLength: '$context.responseLength',
  responseLatency: '$context.responseLatency',
  integrationRequestId: '$context.integration.requestId',
  integrationStatus: '$context.integration.status',
  integrationServiceStatus: '$context.integration.integrationStatus',
  integrationLatency: '$context.integration.latency',
  authorizerStatus: '$context.authorizer.status',
  authorizerLatency: '$context.authorizer.latency',
  userId: '$context.authorizer.principalId',
  ip: '$context.identity.sourceIp',
  userArn: '$context.identity.userArn',
} as const satisfies AccessLogFields;

/** WebSocket APIs: a line each for connecting, a message and disconnecting; no path and no method.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-logging.html */
export const WEBSOCKET_ACCESS_LOG_FIELDS = {
  userAgent: '$context.identity.userAgent',
  authorizerError: '$context.authorizer.error',
  errorMessage: '$context.error.message',
  validationError: '$context.error.validationErrorString',
  integrationError: '$context.integration.error',
  requestId: '$context.requestId',
  extendedRequestId: '$context.extendedRequestId',
  apiId: '$context.apiId',
  stage: '$context.stage',
  time: '$context.requestTimeEpoch',
  eventType: '$context.eventType',
  route: '$context.routeKey',
  connectionId: '$context.connectionId',
  connectedAt: '$context.connectedAt',
  messageId: '$context.messageId',
  domainName: '$context.domainName',
  status: '$context.status',
  responseType: '$context.error.responseType',
  integrationRequestId: '$context.integration.requestId',
  integrationStatus: '$context.integration.status',
  integrationServiceStatus: '$context.integration.integrationStatus',
  integrationLatency: '$context.integration.latency',
  authorizerRequestId: '$context.authorizer.requestId',
  authorizerStatus: '$context.authorizer.status',
  authorizerLatency: '$context.authorizer.latency',
  userId: '$context.authorizer.principalId',
  ip: '$context.identity.sourceIp',
  userArn: '$context.identity.userArn',
} as const satisfies AccessLogFields;

/** The fields of an API type. */
export const ACCESS_LOG_FIELDS: Readonly<Record<ApiType, AccessLogFields>> = {
  REST: REST_ACCESS_LOG_FIELDS,
  HTTP: HTTP_ACCESS_LOG_FIELDS,
  WEBSOCKET: WEBSOCKET_ACCESS_LOG_FIELDS,
};

/** Fields that tell the lines of one request in different logs apart: without them nothing can be joined. */
export const JOIN_FIELDS = ['requestId', 'extendedRequestId', 'integrationRequestId'] as const;

export type AccessLogField =
  | keyof typeof REST_ACCESS_LOG_FIELDS
  | keyof typeof HTTP_ACCESS_LOG_FIELDS
  | keyof typeof WEBSOCKET_ACCESS_LOG_FIELDS;

/** Fields whose value is a number; the others are text. */
export const NUMERIC_ACCESS_LOG_FIELDS: ReadonlySet<string> = new Set<AccessLogField>([
  'time',
  'connectedAt',
  'status',
  'responseLength',
  'responseLatency',
  'integrationStatus',
  'integrationServiceStatus',
  'integrationLatency',
  'authorizerStatus',
  'authorizerLatency',
]);

/** What API Gateway prints for a variable that has no value. */
export const UNSET = '-';

/** The largest access log format that API Gateway takes, in bytes.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
export const MAX_ACCESS_LOG_FORMAT_BYTES = 3 * 1024;

/** One line of JSON, every value quoted once. `$context.error.messageString` is no field: it brings its own quotes, but a bare
 *  `-` when it is unset, and then the line is no JSON. */
export function accessLogFormat(fields: AccessLogFields): string {
  return `{${Object.entries(fields)
    .map(([key, variable]) => `"${key}":"${variable}"`)
    .join(',')}}`;
}

/** The tag of a stage that names its health checks, as `formatHealthCheckTag` writes them: API Gateway leaves no access line out, so that
 *  who reads has to. */
export const HEALTH_CHECK_TAG = 'tailgate:health-checks';

/** Routes such as `GET /health`, as the value of a tag: letters, digits, spaces and `_.:/=+-@`. Braces are not among them; health
 *  checks have none.
 *  @see https://docs.aws.amazon.com/tag-editor/latest/userguide/tagging.html */
export function formatHealthCheckTag(routes: readonly string[]): string {
  return routes.join(' ');
}

/** The routes in the value of such a tag: each is a path, a route key, or a method and a path. */
export function parseHealthCheckTag(value: string): string[] {
  return value.match(/[A-Z]{3,7} \/\S*|\S+/g) ?? [];
}
