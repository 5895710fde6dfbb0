import { UNSET } from '../access-log-format.ts';
import { parseClfTime } from '../clf-time.ts';
import { accessRecord } from './access-record.ts';
import type { ParsedLine } from './parsed-line.ts';

/** Our names for the fields of other formats. Those use the variable's name, CDK's name, or a name in AWS's examples.
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
 *  @param fields of the line; the object is changed, and becomes the fields of the record: see `accessRecord`. */
export function parseAccessJsonLine(fields: Record<string, unknown>): ParsedLine | undefined {
  if (fields.requestId === undefined || fields.status === undefined) return undefined;
  if (fields.extendedRequestId !== undefined && fields.method !== undefined) return accessRecord(fields);
  return isAccessLine(fields) ? accessRecord(withOurNames(fields)) : undefined;
}

/** Whether the names of the fields are those of API Gateway: a function may also log an id and a status. */
function isAccessLine(fields: Readonly<Record<string, unknown>>): boolean {
  if (fields.status !== UNSET && !isStatus(fields.status)) return false;
  if (fields.level !== undefined || fields.message !== undefined) return false;
  return fields.routeKey !== undefined || fields.resourcePath !== undefined || fields.httpMethod !== undefined;
}

function isStatus(value: unknown): boolean {
  const isScalar = typeof value === 'number' || typeof value === 'string';
  return isScalar && Number(value) >= 100 && Number(value) < 600;
}

function withOurNames(fields: Record<string, unknown>): Record<string, unknown> {
  for (const key of Object.keys(fields)) {
    const name = Object.hasOwn(OUR_NAME_FOR, key) ? OUR_NAME_FOR[key] : undefined;
    if (name !== undefined && (fields[name] === undefined || fields[name] === '-')) fields[name] = fields[key];
  }
  if (fields.time === undefined && typeof fields.requestTime === 'string')
    fields.time = parseClfTime(fields.requestTime);
  return fields;
}
