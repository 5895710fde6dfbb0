import { StartLiveTailCommand, type StartLiveTailResponseStream } from '@aws-sdk/client-cloudwatch-logs';
import type { LogEvent } from '../log-event.ts';
import { callWithRetry } from './call-with-retry.ts';
import type { LogsContext } from './logs-context.ts';
import type { Selection } from './read-pages.ts';

/** The service sends an update every second, even without events. After this time without one, the connection counts as lost. */
const UPDATE_TIMEOUT_MS = 15_000;

/** One update of a session. */
export interface LiveTailUpdate {
  readonly events: readonly LogEvent[];
  /** Whether events were left out because there were more than 500. */
  readonly isSampled: boolean;
}

/** Starts one Live Tail session. Resolves when the session delivers events.
 *  @param logs its signal ends the session.
 *  @param arns of at most ten log groups, without `:*` at the end; with a stream prefix, of one log group.
 *  @throws the error with which the service refuses the session. The updates throw SessionTimeoutException after three hours,
 *  SessionStreamingException, and the error of a lost connection.
 *  @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartLiveTail.html */
export async function startLiveTailSession(
  logs: LogsContext,
  arns: readonly string[],
  { filterPattern, streamPrefix }: Selection,
): Promise<AsyncIterable<LiveTailUpdate>> {
  const connection = new AbortController();
  const session = { ...logs, signal: AbortSignal.any([logs.signal, connection.signal]) };
  const watchdog = new ConnectionWatchdog(session, connection);
  const command = new StartLiveTailCommand({
    logGroupIdentifiers: [...arns],
    ...(filterPattern !== undefined && { logEventFilterPattern: filterPattern }),
    ...(streamPrefix !== undefined && { logStreamNamePrefixes: [streamPrefix] }),
  });
  try {
    const { responseStream } = await callWithRetry(session, (abortSignal) => {
      watchdog.startWaiting();
      return logs.client.send(command, { abortSignal });
    });
    const messages = responseStream?.[Symbol.asyncIterator]();
    const first = messages && (await watchdog.next(messages));
    if (messages === undefined || first?.value?.sessionStart === undefined)
      throw new Error('the StartLiveTail response contains no session start');
    return updates(messages, watchdog);
  } catch (error) {
    watchdog.stop();
    throw error;
  }
}

/** Checks that the service starts such a session, and ends it at once.
 *  @throws as `startLiveTailSession` does. */
export async function tryLiveTailSession(
  logs: LogsContext,
  arns: readonly string[],
  selection: Selection,
): Promise<void> {
  const end = new AbortController();
  const signal = AbortSignal.any([logs.signal, end.signal]);
  const session = await startLiveTailSession({ ...logs, signal }, arns, selection);
  end.abort();
  try {
    for await (const _ of session) break;
  } catch {
    // The aborted session throws.
  }
}

async function* updates(
  messages: AsyncIterator<StartLiveTailResponseStream>,
  watchdog: ConnectionWatchdog,
): AsyncGenerator<LiveTailUpdate> {
  try {
    for (let next = await watchdog.next(messages); !next.done; next = await watchdog.next(messages)) {
      const { sessionResults = [], sessionMetadata } = next.value.sessionUpdate ?? {};
      const events = sessionResults.map((event) => ({
        group: groupNameIn(event.logGroupIdentifier ?? ''),
        stream: event.logStreamName ?? '',
        timestamp: event.timestamp ?? 0,
        ingestionTime: event.ingestionTime ?? 0,
        message: event.message ?? '',
      }));
      yield { events, isSampled: sessionMetadata?.sampled === true };
    }
  } catch (error) {
    if (watchdog.timedOut) throw new Error(`no update for ${UPDATE_TIMEOUT_MS / 1000} s`);
    throw error;
  } finally {
    watchdog.stop();
  }
}

/** Aborts a session without updates: when the network fails, the connection may stay open. */
class ConnectionWatchdog {
  readonly #logs: LogsContext;
  readonly #connection: AbortController;
  #isWatching = false;
  /** Undefined while the consumer processes an update. */
  #waitingSince: number | undefined;
  timedOut = false;

  constructor(logs: LogsContext, connection: AbortController) {
    this.#logs = logs;
    this.#connection = connection;
  }

  /** The time without an update starts now. */
  startWaiting(): void {
    this.#waitingSince = this.#logs.clock.now();
    if (!this.#isWatching) void this.#watch();
  }

  /** Waits for the next message. */
  async next<Message>(messages: AsyncIterator<Message>): Promise<IteratorResult<Message>> {
    this.startWaiting();
    const next = await messages.next();
    this.#waitingSince = undefined;
    return next;
  }

  stop(): void {
    this.#connection.abort();
  }

  async #watch(): Promise<void> {
    const { clock, signal } = this.#logs;
    this.#isWatching = true;
    while (!signal.aborted) {
      const remaining = (this.#waitingSince ?? clock.now()) + UPDATE_TIMEOUT_MS - clock.now();
      if (remaining > 0) {
        await clock.wait(remaining, signal);
      } else {
        this.timedOut = true;
        this.stop();
      }
    }
  }
}

/** The log group's name in an identifier of Live Tail: `<account>:<name>`, an ARN, or the name itself. A name has no colons. */
function groupNameIn(identifier: string): string {
  return identifier.replace(/:\*$/, '').split(':').at(-1) ?? identifier;
}
