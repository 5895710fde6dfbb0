import type { LogSink, NewLogEvent } from '../log-sink.ts';
import { TARGET_PREFIX } from '../logs-service/service.ts';
import type { Recording } from './recording.ts';

export interface JoinOptions {
  readonly endpoint: string;
  readonly region: string;
  /** Told once when what is recorded there is lost. */
  notice(message: string): void;
}

/** What PutLogEvents takes at once; it counts 26 bytes for each event beside its message.
 *  @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html */
const MOST_EVENTS = 10_000;
const MOST_BYTES = 1_048_576;
const EVENT_BYTES = 26;

/** Records in the local CloudWatch Logs that another process serves, as long as it does. */
export function openRemoteRecording({ endpoint, region, notice }: JoinOptions): Recording {
  // Nothing is open but the calls under way, which this process stays for.
  return { endpoint, region, sink: new RemoteSink(endpoint, notice), close: () => {} };
}

interface Written {
  readonly group: string;
  readonly stream: string;
  readonly event: NewLogEvent;
}

/** Sends events in the order in which they were written, in batches that grow while the other process is slower. */
class RemoteSink implements LogSink {
  readonly #endpoint: string;
  readonly #notice: (message: string) => void;
  readonly #streams = new Set<string>();
  #waiting: Written[] = [];
  #isSending = false;
  #isLost = false;

  constructor(endpoint: string, notice: (message: string) => void) {
    this.#endpoint = endpoint;
    this.#notice = notice;
  }

  write(group: string, stream: string, events: readonly NewLogEvent[]): void {
    if (this.#isLost) return;
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
      this.#isLost = true;
      this.#waiting = [];
      this.#notice(`nothing is recorded any more: ${this.#endpoint} fails: ${(error as Error).message}`);
    } finally {
      this.#isSending = false;
    }
  }

  async #send(batch: readonly Written[]): Promise<void> {
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

/** Runs of events for the same stream, each small enough for one call. */
function* batches(written: readonly Written[]): Generator<readonly Written[]> {
  let batch: Written[] = [];
  let bytes = 0;
  for (const next of written) {
    const size = Buffer.byteLength(next.event.message) + EVENT_BYTES;
    const [first] = batch;
    const fits = first?.group === next.group && first.stream === next.stream;
    if (first && (!fits || batch.length === MOST_EVENTS || bytes + size > MOST_BYTES)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(next);
    bytes += size;
  }
  yield batch;
}
