import type { ServerResponse } from 'node:http';
import { finished } from 'node:stream';
import { encodeException, encodeJsonEvent } from '../../http/event-stream.ts';
import type { AppendedEvents, LogStore } from '../store/store.ts';
import { Sample } from './sample.ts';

/** "The maximum number of concurrent active Live Tail sessions per account"
 *  (https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html). */
export const MAX_SESSIONS = 15;

// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartLiveTail.html
const UPDATE_MS = 1000;
/** Events are told within this time: what waits for nothing but the end of a second need not wait on one's own machine. */
const PROMPT_MS = 100;
const MAX_EVENTS_PER_SECOND = 500;
const MAX_BUFFERED_UPDATES = 10;
const SESSION_MS = 3 * 60 * 60 * 1000;

/** One event as a session tells it. Times are epoch milliseconds. */
export interface LiveTailEvent {
  readonly logStreamName: string;
  readonly logGroupIdentifier: string;
  readonly message: string;
  readonly timestamp: number;
  readonly ingestionTime: number;
}

export interface SessionOptions {
  /** What the request asked for, told at the start of the session. */
  readonly start: Readonly<Record<string, unknown>>;
  /** The events of a batch that belong to the session. */
  readonly select: (appended: AppendedEvents) => readonly LiveTailEvent[];
}

/** The Live Tail sessions that are open. */
export class LiveTailSessions {
  readonly #store: LogStore;
  readonly #now: () => number;
  readonly #open = new Set<UpdateBuffer>();

  /** @param now the clock by which sessions end, in epoch milliseconds. */
  constructor(store: LogStore, now: () => number) {
    this.#store = store;
    this.#now = now;
  }

  get full(): boolean {
    return this.#open.size >= MAX_SESSIONS;
  }

  /** Tells events to a client, at least once a second, until it goes away or the session has lasted for three hours. */
  open(response: ServerResponse, { start, select }: SessionOptions): void {
    const sample = new Sample<LiveTailEvent>(MAX_EVENTS_PER_SECOND);
    const updates = new UpdateBuffer(response);
    const startedAt = this.#now();
    const unsubscribe = this.#store.onAppend((appended) => {
      for (const event of select(appended)) sample.add(event);
    });
    let ticks = 0;
    let toldThisSecond = 0;
    const timer = setInterval(() => {
      ticks += 1;
      const isSecond = (ticks * PROMPT_MS) % UPDATE_MS === 0;
      if (!isSecond && (sample.isEmpty || updates.isBehind)) return;
      toldThisSecond = isSecond ? 0 : toldThisSecond + sample.size;
      const { items, sampled } = sample.take(MAX_EVENTS_PER_SECOND - toldThisSecond);
      updates.push(encodeJsonEvent('sessionUpdate', { sessionMetadata: { sampled }, sessionResults: items }));
      if (isSecond && this.#now() - startedAt >= SESSION_MS) {
        updates.end(encodeException('SessionTimeoutException', 'The session has been open for three hours.'));
      }
    }, PROMPT_MS);

    this.#open.add(updates);
    finished(response, () => {
      clearInterval(timer);
      unsubscribe();
      this.#open.delete(updates);
    });
    // boto3 refuses a stream that starts with anything else.
    response.write(encodeJsonEvent('initial-response', {}, 'application/x-amz-json-1.1'));
    response.write(encodeJsonEvent('sessionStart', start));
  }

  /** Ends all sessions. */
  close(): void {
    for (const updates of this.#open) updates.end();
  }
}

/** Holds updates back while the client reads more slowly than they come, and drops the oldest ones then. */
class UpdateBuffer {
  readonly #response: ServerResponse;
  readonly #waiting: Buffer[] = [];

  constructor(response: ServerResponse) {
    this.#response = response;
    response.on('drain', () => this.#send());
  }

  /** Whether the client reads more slowly than updates come. */
  get isBehind(): boolean {
    return this.#waiting.length > 0;
  }

  /** Once the response has ended, nothing is added to it. */
  push(update: Buffer): void {
    if (this.#response.writableEnded) return;
    this.#waiting.push(update);
    if (this.#waiting.length > MAX_BUFFERED_UPDATES) this.#waiting.shift();
    this.#send();
  }

  /** Ends the response after what is waiting. */
  end(last?: Buffer): void {
    for (const update of this.#waiting.splice(0)) this.#response.write(update);
    this.#response.end(last);
  }

  #send(): void {
    while (this.#waiting.length > 0 && !this.#response.writableNeedDrain) this.#response.write(this.#waiting.shift());
  }
}
