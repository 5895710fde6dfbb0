import type { ServerResponse } from 'node:http';
import type { StartLiveTailCommandOutput, StartLiveTailResponseStream } from '@aws-sdk/client-cloudwatch-logs';
import { EVENT_STREAM_CONTENT_TYPE, encodeException, encodeJsonEvent } from '../../../local/http/event-stream.ts';
import type { ScriptedEvent } from './scripted-event.ts';
import type { ScriptClock } from './virtual-clock.ts';

/** What the ARN of each log group starts with. */
export const ARN = 'arn:aws:logs:eu-central-1:123456789012:log-group:';

export interface LiveFaults {
  /** Share of the updates at which the connection breaks off, and at which the service ends the session with an error. */
  readonly disconnects?: number;
  readonly streamingErrors?: number;
  /** Share of the updates that are dropped, as for a client that reads slowly; nothing tells it. */
  readonly drops?: number;
  /** How many events an update may hold; of more, it is a sample. @default 500 */
  readonly most?: number;
  /** From one update to the next, in milliseconds. @default a second */
  readonly every?: number;
  /** How long sessions last, in milliseconds. @default three hours */
  readonly lasts?: number;
  /** From this time on sessions that are open tell nothing, and stay open; no update comes any more. */
  readonly silentFrom?: number;
  readonly silentTo?: number;
  /** The name of the error by which sessions are refused, from and up to a time. */
  readonly refusal?: { readonly name: string; readonly from?: number; readonly to?: number };
  /** Sessions that contain one of these log groups are refused, by an error of this name. */
  readonly refusedGroups?: {
    readonly groups: readonly string[];
    readonly name: string;
    /** Whether the message names the log group, as that of a policy does. */
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
  /** Aborts once the client has left; the reason is when. */
  readonly closed: AbortController;
  /** Messages that were sent and that the client has not dealt with. */
  outstanding: number;
}

/** The Live Tail of a scripted CloudWatch Logs: an update each second of virtual time. While a client has not dealt with a
 *  message, time stands still. */
export class FaultyLiveTail {
  readonly #events: readonly ScriptedEvent[];
  readonly #faults: LiveFaults;
  readonly #clock: ScriptClock;
  readonly #random: () => number;
  readonly #sessions = new Map<string, Session>();
  /** How many sessions were refused for the sake of a log group. */
  refused = 0;
  /** What each session was asked for, and when. */
  readonly started: { readonly at: number; readonly input: LiveTailInput }[] = [];

  constructor(events: readonly ScriptedEvent[], faults: LiveFaults, clock: ScriptClock, random: () => number) {
    this.#events = events;
    this.#faults = faults;
    this.#clock = clock;
    this.#random = random;
  }

  /** The error that StartLiveTail answers with now. */
  refusalOf({ logGroupIdentifiers }: LiveTailInput): { readonly name: string; readonly message: string } | undefined {
    const { name, from = 0, to = Number.POSITIVE_INFINITY } = this.#faults.refusal ?? {};
    const { groups = [], isNamed = false, name: nameForGroup = '' } = this.#faults.refusedGroups ?? {};
    const message = 'because the script says so';
    const now = this.#clock.now();
    if (name !== undefined && now >= from && now < to) return { name, message };
    const refused = logGroupIdentifiers.find((arn) => groups.includes(arn.slice(ARN.length)));
    if (refused === undefined) return undefined;
    this.refused += 1;
    return { name: nameForGroup, message: isNamed ? `${message} on resource: ${refused}:*` : message };
  }

  /** The log groups of each session that was open at a time. */
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
    void this.#tell(session);
  }

  /** The client's side of an answer: says when each of its messages was dealt with. */
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

  async #tell(session: Session): Promise<void> {
    const { disconnects = 0, streamingErrors = 0, drops = 0, every = 1000, lasts = 3 * 3_600_000 } = this.#faults;
    const { silentFrom = Number.POSITIVE_INFINITY, silentTo = Number.POSITIVE_INFINITY } = this.#faults;
    for (let told = this.#clock.now(); ; ) {
      await this.#clock.wait(every, session.closed.signal);
      if (session.closed.signal.aborted) return;
      const now = this.#clock.now();
      const update = this.#update(session, told, now);
      told = now;
      if (now >= silentFrom && session.startedAt < silentTo) continue;
      if (this.#random() < disconnects) return this.#end(session, () => session.response.destroy());
      const error = now - session.startedAt >= lasts ? 'SessionTimeoutException' : 'SessionStreamingException';
      if (error === 'SessionTimeoutException' || this.#random() < streamingErrors)
        return this.#end(session, () => session.response.end(encodeException(error, 'the session has ended')));
      if (this.#random() >= drops) this.#send(session, encodeJsonEvent('sessionUpdate', update));
    }
  }

  /** The events that arrived after one time and up to another. */
  #update({ input }: Session, after: number, upTo: number): object {
    const { most = 500 } = this.#faults;
    const groups = new Set(input.logGroupIdentifiers.map((arn) => arn.slice(ARN.length)));
    const all = this.#events.filter(({ group, arrival }) => groups.has(group) && arrival > after && arrival <= upTo);
    const sessionResults = all.slice(0, most).map(({ group, timestamp, arrival, message, stream = 's' }) => ({
      logGroupIdentifier: `123456789012:${group}`,
      logStreamName: stream,
      timestamp,
      // Nothing promises that it is the one that FilterLogEvents gives.
      ingestionTime: arrival + 3,
      message,
    }));
    return { sessionMetadata: { sampled: all.length > most }, sessionResults };
  }

  #send(session: Session, message: Buffer): void {
    this.#expect(session);
    session.response.write(message);
  }

  /** The client has to notice the end, too. */
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
