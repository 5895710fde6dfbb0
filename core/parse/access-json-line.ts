import { parseClfTime } from '../clf-time.ts';
import { accessRecord } from './access-record.ts';
import type { ParsedLine } from './parsed-line.ts';

/** Our names for the fields of other formats: fields that are named after their variable, CDK's standard fields, and the fields
 *  in the documentation's examples.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html */
const OUR_NAME_FOR: Readonly<Record<string, string>> = {
  httpMethod: 'method',
  resourcePath: 'route',
  routeKey: 'route',
  requestTimeEpoch: 'time',
  sourceIp: 'ip',
  'identity.sourceIp': 'ip',
  'identity.userAgent': 'userAgent',
  'identity.userArn': 'userArn',
  user: 'userId',
  principalId: 'userId',
  'authorizer.principalId': 'userId',
  'authorizer.requestId': 'authorizerRequestId',
  'authorizer.error': 'authorizerError',
  'authorizer.status': 'authorizerStatus',
  'authorizer.latency': 'authorizerLatency',
  latency: 'responseLatency',
  'integration.requestId': 'integrationRequestId',
  'integration.status': 'integrationStatus',
  'integration.integrationStatus': 'integrationServiceStatus',
  'integration.latency': 'integrationLatency',
  'integration.error': 'integrationError',
  integrationErrorMessage: 'integrationError',
  'error.message': 'errorMessage',
  'error.messageString': 'errorMessage',
  'error.responseType': 'responseType',
  'error.validationErrorString': 'validationError',
  traceId: 'xrayTraceId',
};

/** Parses a line of an access log in JSON: in our own format, with CDK's standard fields, or in any format with the request id, the
 *  method or the route, and the status. Undefined for any other line.
 *  @param line is changed, and becomes the fields of the record: see `accessRecord`. */
export function parseAccessJsonLine(line: Record<string, unknown>): ParsedLine | undefined {
  if (line.requestId === undefined || line.status === undefined) return undefined;
  if (line.extendedRequestId !== undefined && line.method !== undefined) return accessRecord(line);
  return isAccessLine(line) ? accessRecord(withOurNames(line)) : undefined;
}

/** Whether the names of the fields are those of API Gateway: a function may also log an id and a status. */
function isAccessLine(line: Readonly<Record<string, unknown>>): boolean {
  const status = Number(line.status);
  if (line.status !== '-' && !(status >= 100 && status < 600)) return false;
  if (line.level !== undefined || line.message !== undefined) return false;
  return line.routeKey !== undefined || line.resourcePath !== undefined || line.httpMethod !== undefined;
}

function withOurNames(values: Record<string, unknown>): Record<string, unknown> {
  for (const key of Object.keys(values)) {
    const name = Object.hasOwn(OUR_NAME_FOR, key) ? OUR_NAME_FOR[key] : undefined;
    if (name !== undefined && (values[name] === undefined || values[name] === '-')) values[name] = values[key];
  }
  if (values.time === undefined && typeof values.requestTime === 'string')
    values.time = parseClfTime(values.requestTime);
  return values;
}
