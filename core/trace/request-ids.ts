import { helperRecordOf } from '../calls/join/helper-record.ts';
import type { LogRecord } from '../log-event.ts';
import { textAt } from '../record-fields.ts';

/** The id by which somebody asks for a request. */
export interface WantedId {
  readonly text: string;
  /** The beginning of an id, as it stands at the end of a line of `logs tail`. */
  readonly isShort: boolean;
  /** When the trace began, as epoch milliseconds; only the ids of X-Ray tell. */
  readonly time?: number;
}

const SHORT_LENGTH = 8;
/** Every character that API Gateway, Lambda or X-Ray put into an id; none of them means anything in a filter pattern's quotes. */
const ID = /^[\w=+/.:-]{8,128}$/;
const XRAY = /(?:^|Root=)(1-([0-9a-f]{8})-[0-9a-f]{24})(?:;|$)/i;
const HEX = /^[0-9a-f-]+$/i;

/** Reads an id: of API Gateway (its request id or the extended one), of Lambda, of X-Ray (also as the header gives it), or the first
 *  eight characters of one of the first three. Undefined for what can be none. */
export function parseWantedId(input: string): WantedId | undefined {
  const trace = XRAY.exec(input);
  if (trace?.[1] && trace[2]) {
    return { text: trace[1].toLowerCase(), isShort: false, time: Number.parseInt(trace[2], 16) * 1000 };
  }
  if (!ID.test(input)) return undefined;
  return { text: HEX.test(input) ? input.toLowerCase() : input, isShort: input.length === SHORT_LENGTH };
}

/** Whether a record is of the request that is asked for, and does not only mention the id. */
export function isOf(record: LogRecord, { text, isShort }: WantedId): boolean {
  return idsOf(record).some((id) => id === text || (isShort && id.startsWith(text)));
}

/** Fields of an access line that hold ids by which its request is known. */
const ACCESS_IDS = ['extendedRequestId', 'integrationRequestId', 'authorizerRequestId'] as const;
const OWN_IDS = ['id', 'requestId', 'extendedRequestId', 'functionRequestId', 'traceId'] as const;

function idsOf(record: LogRecord): string[] {
  const own = helperRecordOf(record);
  const ids = [
    record.requestId,
    traceIdOf(record),
    ...(record.kind === 'api.access' ? ACCESS_IDS.map((name) => textAt(record.fields, name)) : []),
    ...(own ? OWN_IDS.map((name) => textAt(own, name)) : []),
  ];
  return ids.filter((id) => id !== undefined && id !== null);
}

/** Some loggers write the whole header. */
function traceIdOf({ traceId }: LogRecord): string | undefined {
  return traceId === undefined ? undefined : (XRAY.exec(traceId)?.[1] ?? traceId);
}
