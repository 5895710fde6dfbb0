/** The fields of an access log line: one list for what `infra` writes into a stage and what `core/parse` reads back.
 *
 *  A key stands for a `$context` variable. The order matters: values that a client chooses (path, user agent, the text of an
 *  error) may hold a quote and forge what follows, so they stand first, and what is trusted stands last: a JSON reader
 *  keeps the last of two equal keys.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html */
export type AccessLogFields = Readonly<Record<string, string>>;

/** REST APIs. No `identity.apiKey`: it is a secret. */
export const REST_ACCESS_LOG_FIELDS = {
  userAgent: '$context.identity.userAgent',
  path: '$context.path',
  authorizerError: '$context.authorizer.error',
  errorMessage: '$context.error.messageString',
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

export type RestAccessLogField = keyof typeof REST_ACCESS_LOG_FIELDS;

/** Fields whose value is a number; the others are text. */
export const NUMERIC_ACCESS_LOG_FIELDS: ReadonlySet<string> = new Set<RestAccessLogField>([
  'time',
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

/** API Gateway puts quotes around this one by itself. */
const BRINGS_ITS_OWN_QUOTES = '$context.error.messageString';

/** The largest access log format that API Gateway takes, in bytes.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
export const LARGEST_ACCESS_LOG_FORMAT_BYTES = 3 * 1024;

/** One line of JSON, every value quoted once. */
export function accessLogFormat(fields: AccessLogFields): string {
  const pairs = Object.entries(fields).map(([key, variable]) => {
    return `"${key}":${variable === BRINGS_ITS_OWN_QUOTES ? variable : `"${variable}"`}`;
  });
  return `{${pairs.join(',')}}`;
}
