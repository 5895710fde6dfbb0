/** The fields of an access log line and their `$context` variables, one list for each API type. `infra` configures stages with
 *  them, and `core/parse` reads the lines.
 *
 *  The order matters: values that a client chooses (path, user agent, error texts) come first, trusted values last. If a quote in a
 *  client's value is not escaped, the client can add a field, but a JSON parser keeps the last of two equal keys. */
export type AccessLogFields = Readonly<Record<string, string>>;

/** The API types of API Gateway. */
export type ApiType = 'REST' | 'HTTP' | 'WEBSOCKET';

/** For REST APIs. Without `identity.apiKey`, which is a secret.
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

/** For HTTP APIs, which have routes instead of resources, and neither X-Ray nor WAF.
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

/** For WebSocket APIs, which write a line for each connect, message and disconnect. They have no path and no method.
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

/** The fields of our access log format for each API type, with the `$context` variable of each field. */
export const ACCESS_LOG_FIELDS: Readonly<Record<ApiType, AccessLogFields>> = {
  REST: REST_ACCESS_LOG_FIELDS,
  HTTP: HTTP_ACCESS_LOG_FIELDS,
  WEBSOCKET: WEBSOCKET_ACCESS_LOG_FIELDS,
};

/** The name of a field in at least one of the formats. */
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

/** What API Gateway writes for a variable without a value. */
export const UNSET = '-';

/** The maximum size of an access log format.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
export const MAX_ACCESS_LOG_FORMAT_BYTES = 3 * 1024;

/** The access log format: one line of JSON, with quotes around each value. `$context.error.messageString` is not among the fields:
 *  API Gateway quotes its value, but writes `-` without quotes when it is unset, which is not valid JSON. */
export function accessLogFormat(fields: AccessLogFields): string {
  return `{${Object.entries(fields)
    .map(([key, variable]) => `"${key}":"${variable}"`)
    .join(',')}}`;
}
