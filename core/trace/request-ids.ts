import { helperRecordOf } from '../calls/join/helper-record.ts';
import type { LogRecord } from '../log-event.ts';
import { textAt } from '../record-fields.ts';

/** The id of the request that the user looks for. */
export interface RequestedId {
  readonly text: string;
  /** Whether the text is only the beginning of an id, as `logs tail` shows it at the end of a line. */
  readonly isShort: boolean;
  /** When the trace began, as epoch milliseconds; only for ids of X-Ray, which contain it. */
  readonly time?: number;
}

const SHORT_LENGTH = 8;
/** The characters of the ids of API Gateway, Lambda and X-Ray. None of them has a special meaning in a filter pattern's quotes. */
const ID = /^[\w=+/.:-]{8,128}$/;
const XRAY = /(?:^|Root=)(1-([0-9a-f]{8})-[0-9a-f]{24})(?:;|$)/i;
const HEX = /^[0-9a-f-]+$/i;

/** Parses an id: of API Gateway (the request id or the extended request id), of Lambda, of X-Ray (also as its header has it), or the
 *  first eight characters of an id that is not of X-Ray. Undefined for any other text. */
export function parseRequestedId(input: string): RequestedId | undefined {
  const trace = XRAY.exec(input);
  if (trace?.[1] && trace[2]) {
    return { text: trace[1].toLowerCase(), isShort: false, time: Number.parseInt(trace[2], 16) * 1000 };
  }
  if (!ID.test(input)) return undefined;
  return { text: HEX.test(input) ? input.toLowerCase() : input, isShort: input.length === SHORT_LENGTH };
}

/** Whether a record belongs to the request with this id, and does not only mention the id in a text. */
export function hasId(record: LogRecord, { text, isShort }: RequestedId): boolean {
  return idsOf(record).some((id) => id === text || (isShort && id.startsWith(text)));
}

/** Fields of an access line, and of a helper record, that have an id of their request. */
const ACCESS_IDS = ['extendedRequestId', 'integrationRequestId', 'authorizerRequestId'] as const;
const HELPER_IDS = ['id', 'requestId', 'extendedRequestId', 'functionRequestId', 'traceId'] as const;

function idsOf(record: LogRecord): string[] {
  const helper = helperRecordOf(record);
  const ids = [
    record.requestId,
    traceIdOf(record),
    ...(record.kind === 'api.access' ? ACCESS_IDS.map((name) => textAt(record.fields, name)) : []),
    ...(helper ? HELPER_IDS.map((name) => textAt(helper, name)) : []),
  ];
  return ids.filter((id) => id !== undefined && id !== null);
}

/** The id in a record's trace id: some loggers write the whole header. */
function traceIdOf({ traceId }: LogRecord): string | undefined {
  return traceId === undefined ? undefined : (XRAY.exec(traceId)?.[1] ?? traceId);
}
