import type { LogSink, NewLogEvent } from '../log-sink.ts';
import { TARGET_PREFIX } from '../logs-service/service.ts';
import type { Recording } from './recording.ts';

export interface RemoteRecordingOptions {
  readonly endpoint: string;
  readonly region: string;
  /** Called once when log events can no longer be recorded. */
  notice(message: string): void;
}

/** The limits of one PutLogEvents request. Each event counts 26 bytes in addition to its message.
 *  @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html */
const MAX_BATCH_EVENTS = 10_000;
const MAX_BATCH_BYTES = 1_048_576;
const EVENT_OVERHEAD_BYTES = 26;

/** Records log events in the local CloudWatch Logs of another process. */
export function openRemoteRecording({ endpoint, region, notice }: RemoteRecordingOptions): Recording {
  // Nothing to close: running requests keep this process alive.
  return { endpoint, region, sink: new RemoteSink(endpoint, notice), close: () => {} };
}

interface PendingEvent {
  readonly group: string;
  readonly stream: string;
  readonly event: NewLogEvent;
}

/** Sends events in order, in batches. A batch contains the events that were written during the previous request. */
class RemoteSink implements LogSink {
  readonly #endpoint: string;
  readonly #notice: (message: string) => void;
  readonly #streams = new Set<string>();
  #waiting: PendingEvent[] = [];
  #isSending = false;
  #hasFailed = false;

  constructor(endpoint: string, notice: (message: string) => void) {
    this.#endpoint = endpoint;
    this.#notice = notice;
  }

  write(group: string, stream: string, events: readonly NewLogEvent[]): void {
    if (this.#hasFailed) return;
    for (const event of events) this.#waiting.push({ group, stream, event });
    if (!this.#isSending) void this.#sendAll();
  }

  async #sendAll(): Promise<void> {
    this.#isSending = true;
    try {
      while (this.#waiting.length > 0) {
        const waiting = this.#waiting;
        this.#waiting = [];
        for (const batch of batches(waiting)) await this.#send(batch);
      }
    } catch (error) {
      this.#hasFailed = true;
      this.#waiting = [];
      this.#notice(`nothing is recorded any more: ${this.#endpoint} fails: ${(error as Error).message}`);
    } finally {
      this.#isSending = false;
    }
  }

  async #send(batch: readonly PendingEvent[]): Promise<void> {
    const [first] = batch;
    if (!first) return;
    const names = { logGroupName: first.group, logStreamName: first.stream };
    const key = JSON.stringify(names);
    if (!this.#streams.has(key)) {
      await this.#call('CreateLogGroup', { logGroupName: first.group });
      await this.#call('CreateLogStream', names);
      this.#streams.add(key);
    }
    await this.#call('PutLogEvents', { ...names, logEvents: batch.map(({ event }) => event) });
  }

  async #call(action: string, input: object): Promise<void> {
    const response = await fetch(this.#endpoint, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-amz-json-1.1', 'X-Amz-Target': `${TARGET_PREFIX}${action}` },
      body: JSON.stringify(input),
    });
    const text = await response.text();
    if (!response.ok && !text.includes('ResourceAlreadyExistsException')) throw new Error(text);
  }
}

/** Splits events into batches. A batch has consecutive events of one stream and is within the limits of one request. */
function* batches(events: readonly PendingEvent[]): Generator<readonly PendingEvent[]> {
  let batch: PendingEvent[] = [];
  let bytes = 0;
  for (const next of events) {
    const size = Buffer.byteLength(next.event.message) + EVENT_OVERHEAD_BYTES;
    const [first] = batch;
    const isSameStream = first?.group === next.group && first.stream === next.stream;
    if (first && (!isSameStream || batch.length === MAX_BATCH_EVENTS || bytes + size > MAX_BATCH_BYTES)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(next);
    bytes += size;
  }
  yield batch;
}
