import type { ServerResponse } from 'node:http';
import { finished } from 'node:stream';
import { encodeException, encodeJsonEvent } from '../../http/event-stream.ts';
import type { AppendedEvents, LogStore } from '../store/store.ts';
import { Sample } from './sample.ts';

/** "The maximum number of concurrent active Live Tail sessions per account"
 *  (https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html). */
export const MAX_SESSIONS = 15;

// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartLiveTail.html
/** The period to which the limit of events applies. */
const UPDATE_MS = 1000;
/** Events are sent within this time. The service sends them once a second, but locally there is no reason to wait. */
const SEND_INTERVAL_MS = 100;
const MAX_EVENTS_PER_SECOND = 500;
const MAX_BUFFERED_UPDATES = 10;
const SESSION_MS = 3 * 60 * 60 * 1000;

/** An event in a session update. Times are epoch milliseconds. */
export interface LiveTailEvent {
  readonly logStreamName: string;
  readonly logGroupIdentifier: string;
  readonly message: string;
  readonly timestamp: number;
  readonly ingestionTime: number;
}

export interface SessionOptions {
  /** The payload of the `sessionStart` event: the parameters of the request. */
  readonly start: Readonly<Record<string, unknown>>;
  /** Returns the events of a batch that belong to the session. */
  readonly select: (appended: AppendedEvents) => readonly LiveTailEvent[];
}

/** The Live Tail sessions that are open. */
export class LiveTailSessions {
  readonly #store: LogStore;
  readonly #now: () => number;
  readonly #open = new Set<UpdateBuffer>();

  /** @param now the clock for the session timeout, in epoch milliseconds. */
  constructor(store: LogStore, now: () => number) {
    this.#store = store;
    this.#now = now;
  }

  get isFull(): boolean {
    return this.#open.size >= MAX_SESSIONS;
  }

  /** Sends updates to a client, at least once a second, until it disconnects or the session times out after three hours. */
  open(response: ServerResponse, { start, select }: SessionOptions): void {
    const sample = new Sample<LiveTailEvent>(MAX_EVENTS_PER_SECOND);
    const updates = new UpdateBuffer(response);
    const startedAt = this.#now();
    const unsubscribe = this.#store.onAppend((appended) => {
      for (const event of select(appended)) sample.add(event);
    });
    let ticks = 0;
    let sentThisSecond = 0;
    const timer = setInterval(() => {
      ticks += 1;
      const isFullSecond = (ticks * SEND_INTERVAL_MS) % UPDATE_MS === 0;
      if (!isFullSecond && (sample.isEmpty || updates.isBehind)) return;
      sentThisSecond = isFullSecond ? 0 : sentThisSecond + sample.size;
      const { items, sampled } = sample.take(MAX_EVENTS_PER_SECOND - sentThisSecond);
      updates.push(encodeJsonEvent('sessionUpdate', { sessionMetadata: { sampled }, sessionResults: items }));
      if (isFullSecond && this.#now() - startedAt >= SESSION_MS) {
        updates.end(encodeException('SessionTimeoutException', 'The session has been open for three hours.'));
      }
    }, SEND_INTERVAL_MS);

    this.#open.add(updates);
    finished(response, () => {
      clearInterval(timer);
      unsubscribe();
      this.#open.delete(updates);
    });
    // boto3 requires this as the first event of the stream.
    response.write(encodeJsonEvent('initial-response', {}, 'application/x-amz-json-1.1'));
    response.write(encodeJsonEvent('sessionStart', start));
  }

  /** Ends all sessions. */
  close(): void {
    for (const updates of this.#open) updates.end();
  }
}

/** Buffers updates for a slow client. Drops the oldest ones when the buffer is full. */
class UpdateBuffer {
  readonly #response: ServerResponse;
  readonly #waiting: Buffer[] = [];

  constructor(response: ServerResponse) {
    this.#response = response;
    response.on('drain', () => this.#send());
  }

  /** Whether updates wait because the client reads too slowly. */
  get isBehind(): boolean {
    return this.#waiting.length > 0;
  }

  /** Sends an update, or buffers it. Does nothing after the end of the response. */
  push(update: Buffer): void {
    if (this.#response.writableEnded) return;
    this.#waiting.push(update);
    if (this.#waiting.length > MAX_BUFFERED_UPDATES) this.#waiting.shift();
    this.#send();
  }

  /** Sends the buffered updates and ends the response. */
  end(last?: Buffer): void {
    for (const update of this.#waiting.splice(0)) this.#response.write(update);
    this.#response.end(last);
  }

  #send(): void {
    while (this.#waiting.length > 0 && !this.#response.writableNeedDrain) this.#response.write(this.#waiting.shift());
  }
}
