import { parseClfTime } from '../clf-time.ts';
import { accessRecord } from './access-record.ts';
import type { Parsed } from './parsed.ts';

/** Names under which other formats give what our own calls otherwise: the variables' own names, CDK's standard fields, and
 *  those that examples in the documentation use.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html */
const OUR_NAMES: Readonly<Record<string, string>> = {
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

/** Reads a line of an access log in JSON: our own format, CDK's standard fields, or any that names the request, its method or
 *  route, and the status of the answer. Undefined for a line that is none; one that is one is taken over (`accessRecord`). */
export function parseAccessLine(line: Record<string, unknown>): Parsed | undefined {
  if (line.requestId === undefined || line.status === undefined) return undefined;
  if (line.extendedRequestId !== undefined && line.method !== undefined) return accessRecord(line);
  return isAccessLine(line) ? accessRecord(inOurNames(line)) : undefined;
}

/** A function that logs how a call of its own went writes no protocol, and no API's route. */
function isAccessLine(line: Readonly<Record<string, unknown>>): boolean {
  const status = Number(line.status);
  if (line.status !== '-' && !(status >= 100 && status < 600)) return false;
  if (line.level !== undefined || line.message !== undefined) return false;
  return line.routeKey !== undefined || line.resourcePath !== undefined || line.httpMethod !== undefined;
}

function inOurNames(values: Record<string, unknown>): Record<string, unknown> {
  for (const key of Object.keys(values)) {
    const name = Object.hasOwn(OUR_NAMES, key) ? OUR_NAMES[key] : undefined;
    if (name !== undefined && (values[name] === undefined || values[name] === '-')) values[name] = values[key];
  }
  if (values.time === undefined && typeof values.requestTime === 'string')
    values.time = parseClfTime(values.requestTime);
  return values;
}
