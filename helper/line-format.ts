import { LogFormatter, LogItem } from '@aws-lambda-powertools/logger';
import type { LogAttributes, UnformattedAttributes } from '@aws-lambda-powertools/logger/types';

/** Keys that every line has of its own; a value with one of these does not stand beside them. */
export const OWN_KEYS: ReadonlySet<string> = new Set([
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

/** What Powertools calls a service that has no name. */
const NO_SERVICE = 'service_undefined';

/** A line that is written as it is: Powertools' own leaves out keys without a value. */
class Line extends LogItem {
  override prepareForPrint(): void {}
}

/** One line in Powertools' keys, without what the log stream and Lambda's REPORT say already: name, memory, cold start. */
export class LineFormatter extends LogFormatter {
  formatAttributes(base: UnformattedAttributes, added: LogAttributes): LogItem {
    const { lambdaContext } = base;
    return new Line({
      attributes: {
        // Lambda filters by its own names of the levels.
        level: base.logLevel === 'CRITICAL' ? 'FATAL' : base.logLevel,
        timestamp: this.formatTimestamp(base.timestamp),
        message: base.message,
        ...(base.serviceName !== NO_SERVICE && { service: base.serviceName }),
        function_request_id: lambdaContext?.awsRequestId,
        xray_trace_id: base.xRayTraceId,
        tenant_id: lambdaContext?.tenantId,
        ...added,
      },
    });
  }
}
