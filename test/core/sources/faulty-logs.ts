import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { close, listen } from '../../../local/http/loopback.ts';
import { ARN, FaultyLiveTail, type LiveFaults, type LiveTailInput } from './faulty-live-tail.ts';
import { randomFrom } from './random.ts';
import type { ScriptedEvent } from './scripted-event.ts';
import type { ScriptClock } from './virtual-clock.ts';

export interface Faults {
  /** Calls between these times are throttled. */
  readonly throttle?: { readonly from: number; readonly to: number };
  /** More calls than this within a second are throttled. Throttled calls count, too. */
  readonly perSecond?: number;
  /** Share of the calls that fail with a connection reset, a 500, or an expired token. */
  readonly resets?: number;
  readonly failures?: number;
  readonly expiredTokens?: number;
  /** Share of the pages that are empty and have a token. */
  readonly emptyPages?: number;
  readonly pageSize: number;
  /** Log groups that do not exist before a time. */
  readonly appears?: Readonly<Record<string, number>>;
  /** Log groups of the Infrequent Access class, which FilterLogEvents refuses. */
  readonly infrequentAccess?: readonly string[];
  /** Returns events without ids, as other implementations of the service do. */
  readonly withoutIds?: boolean;
  /** From this time on, the credentials are invalid. */
  readonly credentialsExpireAt?: number;
  /** After this many calls, the access key of the first call is invalid. Other keys are still valid. */
  readonly maxCallsOfFirstKey?: number;
  /** FilterLogEvents finds an event this much later than Live Tail delivers it, in milliseconds. */
  readonly readableAfter?: number;
  readonly live?: LiveFaults;
  /** Answers a call of an action instead of the service; undefined leaves the call to the service. */
  readonly answer?: (action: string | undefined) => ScriptedAnswer | undefined;
}

/** A response in place of that of the service, as a proxy or a broken service sends it. */
export interface ScriptedAnswer {
  /** @default 200 */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON. @default no body */
  readonly body?: string | Uint8Array | object;
}

interface Query {
  readonly group: string;
  /** `startTime` and `endTime` are inclusive. */
  readonly startTime: number;
  readonly endTime: number;
  readonly nextToken: string | undefined;
}

/** A fake CloudWatch Logs over HTTP with injected faults: FilterLogEvents and StartLiveTail with all faults of the service, and
 *  DescribeLogGroups for the class of a log group. */
export class FaultyLogs {
  readonly #events: (ScriptedEvent & { readonly eventId: string })[];
  readonly #faults: Faults;
  readonly #clock: ScriptClock;
  readonly #random: () => number;
  readonly #server = createServer((request, response) => void this.#handle(request, response));
  /** The time of each call. */
  readonly calls: number[] = [];
  /** The access keys of the calls, in the order of their first use. */
  readonly keys = new Set<string>();
  readonly live: FaultyLiveTail;

  constructor(events: readonly ScriptedEvent[], faults: Faults, clock: ScriptClock, seed: number) {
    this.#events = events.map(withId);
    this.#faults = faults;
    this.#clock = clock;
    this.#random = randomFrom(seed);
    this.live = new FaultyLiveTail(this.#events, faults.live ?? {}, clock, randomFrom(seed + 1));
  }

  /** @param port of a server that was stopped; 0 for a free one. */
  start(port = 0): Promise<string> {
    return listen(this.#server, port);
  }

  stop(): Promise<void> {
    return close(this.#server);
  }

  add(event: ScriptedEvent): void {
    this.#events.push(withId(event, this.#events.length));
  }

  /** The maximum number of calls within a second. */
  maxCallsPerSecond(): number {
    return Math.max(
      ...this.calls.map((start) => this.calls.filter((call) => call >= start && call < start + 1000).length),
    );
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) body += chunk;
    const now = this.#clock.now();
    const action = /^Logs_20140328\.(\w+)$/.exec(String(request.headers['x-amz-target']))?.[1];
    const answer = this.#faults.answer?.(action);
    if (answer !== undefined) return sendAnswer(response, answer);
    const {
      infrequentAccess = [],
      credentialsExpireAt = Number.POSITIVE_INFINITY,
      maxCallsOfFirstKey = Number.POSITIVE_INFINITY,
    } = this.#faults;
    if (action === 'DescribeLogGroups') {
      const { logGroupNamePrefix } = JSON.parse(body);
      const logGroupClass = infrequentAccess.includes(logGroupNamePrefix) ? 'INFREQUENT_ACCESS' : 'STANDARD';
      const logGroup = { logGroupName: logGroupNamePrefix, logGroupArn: `${ARN}${logGroupNamePrefix}`, logGroupClass };
      return respond(response, {
        logGroups: (this.#faults.appears?.[logGroupNamePrefix] ?? 0) > now ? [] : [logGroup],
      });
    }
    this.calls.push(now);
    const {
      throttle,
      perSecond = Number.POSITIVE_INFINITY,
      resets = 0,
      failures = 0,
      expiredTokens = 0,
      appears = {},
    } = this.#faults;
    const input = JSON.parse(body);
    const { logGroupName, startTime = 0, endTime = Number.POSITIVE_INFINITY, nextToken } = input;
    if (throttle && now >= throttle.from && now < throttle.to)
      return refuse(response, 400, 'ThrottlingException', 'Rate exceeded');
    if (this.calls.filter((call) => call > now - 1000).length > perSecond)
      return refuse(response, 400, 'ThrottlingException', 'Rate exceeded');
    const key = /Credential=([^/]*)/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    this.keys.add(key);
    const isFirstKey = key === [...this.keys][0];
    if (now >= credentialsExpireAt || (isFirstKey && this.calls.length > maxCallsOfFirstKey))
      return refuse(response, 400, 'ExpiredTokenException', 'The security token included in the request is expired');
    if (infrequentAccess.includes(logGroupName))
      return refuse(response, 400, 'InvalidParameterException', 'Not supported by the class of this log group.');
    if (this.#random() < resets) return void request.socket.destroy();
    if (this.#random() < failures) return refuse(response, 500, 'ServiceUnavailableException', 'try again');
    if (action === 'StartLiveTail') return this.#startLiveTail(input, response);
    if (nextToken && this.#random() < expiredTokens)
      return refuse(response, 400, 'InvalidParameterException', 'The specified nextToken is expired.');
    if ((appears[logGroupName] ?? 0) > now)
      return refuse(response, 400, 'ResourceNotFoundException', 'The specified log group does not exist.');
    this.#sendPage(response, { group: logGroupName, startTime, endTime, nextToken });
  }

  #startLiveTail(input: LiveTailInput, response: ServerResponse): void {
    const refusal = this.live.refusalOf(input);
    if (refusal) refuse(response, 400, refusal.name, refusal.message);
    else this.live.open(input, response);
  }

  /** A token is the position after the last event of the page. Events that arrive before this position are not returned. */
  #sendPage(response: ServerResponse, { group, startTime, endTime, nextToken }: Query): void {
    const now = this.#clock.now();
    const { pageSize, emptyPages = 0, withoutIds = false, readableAfter = 0 } = this.#faults;
    const after = nextToken ?? '';
    const found = this.#events
      .filter(
        (event) =>
          event.group === group &&
          event.arrival + readableAfter <= now &&
          event.timestamp >= startTime &&
          event.timestamp <= endTime,
      )
      .map((event) => ({ ...event, position: `${String(event.timestamp).padStart(15, '0')}/${event.eventId}` }))
      .filter(({ position }) => position > after)
      .sort((a, b) => (a.position < b.position ? -1 : 1));
    const page = this.#random() < emptyPages ? [] : found.slice(0, pageSize);
    const token = page.length < found.length ? (page.at(-1)?.position ?? (after || '0')) : undefined;
    const events = page.map(({ eventId, timestamp, arrival, message, stream = 's' }) => ({
      ...(!withoutIds && { eventId }),
      timestamp,
      ingestionTime: arrival,
      message,
      logStreamName: stream,
    }));
    respond(response, { events, ...(token !== undefined && { nextToken: token }) });
  }
}

function withId(event: ScriptedEvent, index: number): ScriptedEvent & { readonly eventId: string } {
  return { ...event, eventId: String(index).padStart(56, '0') };
}

function sendAnswer(response: ServerResponse, { status = 200, headers = {}, body = '' }: ScriptedAnswer): void {
  response.writeHead(status, { 'Content-Type': 'application/x-amz-json-1.1', ...headers });
  response.end(typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body));
}

function respond(response: ServerResponse, body: object): void {
  response.writeHead(200, { 'Content-Type': 'application/x-amz-json-1.1' });
  response.end(JSON.stringify(body));
}

function refuse(response: ServerResponse, status: number, type: string, message: string): void {
  response.writeHead(status, { 'Content-Type': 'application/x-amz-json-1.1', 'x-amzn-ErrorType': type });
  response.end(JSON.stringify({ __type: type, message }));
}
