import type { ServerResponse } from 'node:http';
import type { StartLiveTailCommandOutput, StartLiveTailResponseStream } from '@aws-sdk/client-cloudwatch-logs';
import { EVENT_STREAM_CONTENT_TYPE, encodeException, encodeJsonEvent } from '../../../local/http/event-stream.ts';
import type { ScriptedEvent } from './scripted-event.ts';
import type { ScriptClock } from './virtual-clock.ts';

/** The prefix of each log group's ARN. */
export const ARN = 'arn:aws:logs:eu-central-1:123456789012:log-group:';

export interface LiveFaults {
  /** Share of the updates at which the connection is lost, and at which the service ends the session with an error. */
  readonly disconnects?: number;
  readonly streamingErrors?: number;
  /** Share of the updates that are dropped without notice, as for a client that reads slowly. */
  readonly drops?: number;
  /** The maximum number of events in an update. With more events, the update is a sample. @default 500 */
  readonly maxEvents?: number;
  /** The time between two updates, in milliseconds. @default 1000 */
  readonly intervalMs?: number;
  /** How long sessions last, in milliseconds. @default three hours */
  readonly durationMs?: number;
  /** From this time on, sessions stay open but send no updates. Sessions that start after `silentTo` send them again. */
  readonly silentFrom?: number;
  readonly silentTo?: number;
  /** The name of the error with which sessions are refused, between two times. */
  readonly refusal?: { readonly name: string; readonly from?: number; readonly to?: number };
  /** Sessions that contain one of these log groups are refused with an error of this name. */
  readonly refusedGroups?: {
    readonly groups: readonly string[];
    readonly name: string;
    /** Whether the error message names the log group, as IAM's does. */
    readonly isNamed?: boolean;
  };
}

export interface LiveTailInput {
  readonly logGroupIdentifiers: readonly string[];
  readonly logEventFilterPattern?: string;
  readonly logStreamNamePrefixes?: readonly string[];
}

interface Session {
  readonly id: string;
  readonly input: LiveTailInput;
  readonly startedAt: number;
  readonly response: ServerResponse;
  /** Aborts when the client disconnects. The abort reason is the time. */
  readonly closed: AbortController;
  /** Messages that were sent and not yet processed by the client. */
  outstanding: number;
}

/** The Live Tail of a fake CloudWatch Logs: sends an update each second of virtual time. Virtual time stops while a client processes
 *  a message. */
export class FaultyLiveTail {
  readonly #events: readonly ScriptedEvent[];
  readonly #faults: LiveFaults;
  readonly #clock: ScriptClock;
  readonly #random: () => number;
  readonly #sessions = new Map<string, Session>();
  /** How many sessions were refused because of a log group. */
  refused = 0;
  /** The input and the start of each session. */
  readonly started: { readonly at: number; readonly input: LiveTailInput }[] = [];

  constructor(events: readonly ScriptedEvent[], faults: LiveFaults, clock: ScriptClock, random: () => number) {
    this.#events = events;
    this.#faults = faults;
    this.#clock = clock;
    this.#random = random;
  }

  /** The error with which StartLiveTail responds now. */
  refusalOf({ logGroupIdentifiers }: LiveTailInput): { readonly name: string; readonly message: string } | undefined {
    const { name, from = 0, to = Number.POSITIVE_INFINITY } = this.#faults.refusal ?? {};
    const { groups = [], isNamed = false, name: nameForGroup = '' } = this.#faults.refusedGroups ?? {};
    const message = 'refused by the test';
    const now = this.#clock.now();
    if (name !== undefined && now >= from && now < to) return { name, message };
    const refused = logGroupIdentifiers.find((arn) => groups.includes(arn.slice(ARN.length)));
    if (refused === undefined) return undefined;
    this.refused += 1;
    return { name: nameForGroup, message: isNamed ? `${message} on resource: ${refused}:*` : message };
  }

  /** The log groups of each session that was open at that time. */
  openAt(time: number): readonly (readonly string[])[] {
    return [...this.#sessions.values()]
      .filter(({ startedAt, closed: { signal } }) => startedAt <= time && !(signal.aborted && signal.reason <= time))
      .map(({ input }) => input.logGroupIdentifiers.map((arn) => arn.slice(ARN.length)));
  }

  open(input: LiveTailInput, response: ServerResponse): void {
    const startedAt = this.#clock.now();
    const session = {
      id: `${this.started.length}`,
      input,
      startedAt,
      response,
      closed: new AbortController(),
      outstanding: 0,
    };
    this.started.push({ at: startedAt, input });
    this.#sessions.set(session.id, session);
    response.writeHead(200, { 'Content-Type': EVENT_STREAM_CONTENT_TYPE });
    response.write(encodeJsonEvent('initial-response', {}, 'application/x-amz-json-1.1'));
    this.#send(session, encodeJsonEvent('sessionStart', { sessionId: session.id, ...input }));
    void this.#sendUpdates(session);
  }

  /** Wraps the response stream that the client reads, to find out when the client has processed a message. */
  async *watch(
    stream: NonNullable<StartLiveTailCommandOutput['responseStream']>,
  ): AsyncGenerator<StartLiveTailResponseStream> {
    let session: Session | undefined;
    try {
      for await (const message of stream) {
        session ??= this.#sessions.get(message.sessionStart?.sessionId ?? '');
        yield message;
        this.#settle(session, 1);
      }
    } finally {
      session?.closed.abort(this.#clock.now());
      this.#settle(session, session?.outstanding ?? 0);
    }
  }

  async #sendUpdates(session: Session): Promise<void> {
    const {
      disconnects = 0,
      streamingErrors = 0,
      drops = 0,
      intervalMs = 1000,
      durationMs = 3 * 3_600_000,
    } = this.#faults;
    const { silentFrom = Number.POSITIVE_INFINITY, silentTo = Number.POSITIVE_INFINITY } = this.#faults;
    for (let sentUpTo = this.#clock.now(); ; ) {
      await this.#clock.wait(intervalMs, session.closed.signal);
      if (session.closed.signal.aborted) return;
      const now = this.#clock.now();
      const update = this.#update(session, sentUpTo, now);
      sentUpTo = now;
      if (now >= silentFrom && session.startedAt < silentTo) continue;
      if (this.#random() < disconnects) return this.#end(session, () => session.response.destroy());
      const error = now - session.startedAt >= durationMs ? 'SessionTimeoutException' : 'SessionStreamingException';
      if (error === 'SessionTimeoutException' || this.#random() < streamingErrors)
        return this.#end(session, () => session.response.end(encodeException(error, 'the session has ended')));
      if (this.#random() >= drops) this.#send(session, encodeJsonEvent('sessionUpdate', update));
    }
  }

  /** The update with the events that arrived between two times. */
  #update({ input }: Session, after: number, upTo: number): object {
    const { maxEvents = 500 } = this.#faults;
    const groups = new Set(input.logGroupIdentifiers.map((arn) => arn.slice(ARN.length)));
    const all = this.#events.filter(({ group, arrival }) => groups.has(group) && arrival > after && arrival <= upTo);
    const sessionResults = all.slice(0, maxEvents).map(({ group, timestamp, arrival, message, stream = 's' }) => ({
      logGroupIdentifier: `123456789012:${group}`,
      logStreamName: stream,
      timestamp,
      // FilterLogEvents may return a different ingestion time.
      ingestionTime: arrival + 3,
      message,
    }));
    return { sessionMetadata: { sampled: all.length > maxEvents }, sessionResults };
  }

  #send(session: Session, message: Buffer): void {
    this.#expect(session);
    session.response.write(message);
  }

  /** The client processes the end of the session like a message. */
  #end(session: Session, end: () => void): void {
    this.#expect(session);
    end();
  }

  #expect(session: Session): void {
    session.outstanding += 1;
    this.#clock.busy += 1;
  }

  #settle(session: Session | undefined, messages: number): void {
    if (!session) return;
    session.outstanding -= messages;
    this.#clock.busy -= messages;
  }
}
