import { HELPER_RECORD_KEY } from '../core/calls/helper-record-marker.ts';

/** The ids of the invocation that a line belongs to. */
export interface LineIds {
  readonly functionRequestId: string | null;
  readonly traceId: string | null;
  readonly tenantId: string | null;
}

const SERVICE = process.env.POWERTOOLS_SERVICE_NAME?.trim();

/** The text of a line: JSON with the keys of Powertools. The function's name, memory and cold start are left out: the log stream and
 *  the REPORT line have them.
 *  @param fields values that JSON can hold. Members that come from a logged value have passed `withoutReservedKeys`. */
export function formatLine(
  level: string,
  message: string,
  { functionRequestId, traceId, tenantId }: LineIds,
  fields: Readonly<Record<string, unknown>>,
): string {
  return JSON.stringify({
    level,
    timestamp: new Date().toISOString(),
    message,
    ...(SERVICE && { service: SERVICE }),
    ...(functionRequestId !== null && { function_request_id: functionRequestId }),
    ...(traceId !== null && { xray_trace_id: traceId }),
    ...(tenantId !== null && { tenant_id: tenantId }),
    ...fields,
  });
}

/** Keys with a meaning for readers of lines, which only the helper sets. */
const RESERVED_KEYS: ReadonlySet<string> = new Set([
  'level',
  'message',
  'timestamp',
  'service',
  'sampling_rate',
  'function_request_id',
  'xray_trace_id',
  'tenant_id',
  // The helper's records: of a call, and of a captured function, route or step.
  HELPER_RECORD_KEY,
  'apiCall',
  'capture',
  // An access line has API Gateway's id of the request under this key.
  'extendedRequestId',
  // CloudWatch makes metrics of a line with this key, which are charged.
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
  '_aws',
  '__proto__',
]);

/** The members of a logged value as members of a line. If one of them has a reserved key, all of them are written under `value`: a
 *  logged value never changes what a line says about itself, and never looks like a record of the helper, of API Gateway or of
 *  the Lambda platform. */
export function withoutReservedKeys(members: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const isReserved = Object.keys(members).some((key) => RESERVED_KEYS.has(key)) || isPlatformType(members.type);
  return isReserved ? { value: members } : members;
}

/** Whether a line with this `type` looks like a line of the Lambda platform, such as `platform.report`.
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html */
function isPlatformType(type: unknown): boolean {
  return typeof type === 'string' && type.startsWith('platform.');
}
