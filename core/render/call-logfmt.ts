import { pathOf } from '../calls/filter-calls.ts';
import type { JoinedCall } from '../calls/join/joined-call.ts';
import type { LogRecord, LogSource } from '../log-event.ts';
import { logfmt } from '../logfmt.ts';
import { sanitize } from './sanitize.ts';

/** Renders calls in the format of Dapr's API logging: logfmt with the keys in alphabetical order. `app_id` is the function, or the
 *  stage of the API when no line of the function was read; `instance` is the log stream of the execution environment.
 *  @see https://docs.dapr.io/operations/troubleshooting/api-logs-troubleshooting/ */
export function callLogfmtRenderer(sources: readonly LogSource[]): (joined: JoinedCall) => string {
  const labels = new Map(sources.map(({ group, label }) => [group, label]));
  return ({ call, functionGroup, records }) => {
    const access = records.find(({ kind }) => kind === 'api.access');
    const line = records.find(({ group }) => group === functionGroup);
    const group = functionGroup ?? access?.group;
    const members = {
      app_id: group === undefined ? undefined : (labels.get(group) ?? group),
      code: call.status,
      duration: call.latencyMs,
      instance: line?.stream || undefined,
      level: 'info',
      method: `${call.method} ${call.source === 'webhook' ? call.url : (call.route ?? pathOf(call.url))}`,
      msg: 'HTTP API Called',
      scope: `tailgate.${call.source}`,
      size: sizeOf(access, call.response),
      // Dapr writes nanoseconds.
      time: call.createdAt.replace(/Z$/, '000000Z'),
      type: 'log',
      useragent: call.userAgent || undefined,
      ver:
        records.find(({ kind, fields }) => kind === 'function.start' && fields?.init !== true)?.fields?.version ||
        undefined,
    };
    return logfmt(members, quoteForTerminal);
  };
}

function sizeOf(access: LogRecord | undefined, response: string | null): number | undefined {
  const length = access?.fields?.responseLength;
  return typeof length === 'number' ? length : response === null ? undefined : Buffer.byteLength(response);
}

/** Log content is untrusted: a value must not control the terminal. */
function quoteForTerminal(text: string): string {
  return sanitize(JSON.stringify(text));
}
