import { LogFormatter, LogItem } from '@aws-lambda-powertools/logger';
import type { LogAttributes, UnformattedAttributes } from '@aws-lambda-powertools/logger/types';

/** Keys that the helper itself sets in lines. A logged object with one of them is written under `value`. */
export const RESERVED_KEYS: ReadonlySet<string> = new Set([
  'level',
  'message',
  'timestamp',
  'service',
  'sampling_rate',
  'function_request_id',
  'xray_trace_id',
  'tenant_id',
  '__proto__',
]);

/** The name that Powertools gives to a service without a name. */
const DEFAULT_SERVICE = 'service_undefined';

/** Keeps keys whose value is null or empty, which Powertools' own class removes. */
class UnfilteredLogItem extends LogItem {
  override prepareForPrint(): void {}
}

/** Formats a line with Powertools' keys. Leaves out the function's name, memory and cold start: the log stream and the
 *  REPORT line have them. */
export class LineFormatter extends LogFormatter {
  formatAttributes(base: UnformattedAttributes, added: LogAttributes): LogItem {
    const { lambdaContext } = base;
    return new UnfilteredLogItem({
      attributes: {
        // Lambda's log level filter knows FATAL, and not CRITICAL.
        level: base.logLevel === 'CRITICAL' ? 'FATAL' : base.logLevel,
        timestamp: this.formatTimestamp(base.timestamp),
        message: base.message,
        ...(base.serviceName !== DEFAULT_SERVICE && { service: base.serviceName }),
        function_request_id: lambdaContext?.awsRequestId,
        xray_trace_id: base.xRayTraceId,
        tenant_id: lambdaContext?.tenantId,
        ...added,
      },
    });
  }
}
