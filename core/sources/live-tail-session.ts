import { StartLiveTailCommand, type StartLiveTailResponseStream } from '@aws-sdk/client-cloudwatch-logs';
import type { LogEvent } from '../log-event.ts';
import { callWithRetry } from './call-with-retry.ts';
import type { LogsContext } from './logs-context.ts';
import type { Selection } from './read-pages.ts';

/** An update comes each second, an empty one too: after this silence the connection is taken for lost. */
const SILENCE_MS = 15_000;

/** What a session tells at once. */
export interface LiveTailUpdate {
  readonly events: readonly LogEvent[];
  /** Whether events were left out, for there were more than 500 of them. */
  readonly sampled: boolean;
}

/** Starts one Live Tail session; resolves once it tells what comes from then on.
 *  @param arns of at most ten log groups, without `:*` at their ends; of just one where the selection has a stream prefix.
 *  @param logs its signal ends the session.
 *  @throws the service's refusal. The updates throw SessionTimeoutException after three hours, SessionStreamingException and
 *  what a connection that breaks off throws.
 *  @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartLiveTail.html */
export async function startLiveTailSession(
  logs: LogsContext,
  arns: readonly string[],
  { filterPattern, streamPrefix }: Selection,
): Promise<AsyncIterable<LiveTailUpdate>> {
  const silence = new AbortController();
  const session = { ...logs, signal: AbortSignal.any([logs.signal, silence.signal]) };
  const heart = new Heartbeat(session, silence);
  const command = new StartLiveTailCommand({
    logGroupIdentifiers: [...arns],
    ...(filterPattern !== undefined && { logEventFilterPattern: filterPattern }),
    ...(streamPrefix !== undefined && { logStreamNamePrefixes: [streamPrefix] }),
  });
  try {
    const { responseStream } = await callWithRetry(session, (abortSignal) => {
      heart.listen();
      return logs.client.send(command, { abortSignal });
    });
    const messages = responseStream?.[Symbol.asyncIterator]();
    const first = messages && (await heart.hear(messages));
    if (messages === undefined || first?.value?.sessionStart === undefined)
      throw new Error('the answer to StartLiveTail starts no session');
    return updates(messages, heart);
  } catch (error) {
    heart.stop();
    throw error;
  }
}

/** Finds out whether the service starts such a session, and ends it at once.
 *  @throws what `startLiveTailSession` does. */
export async function tryLiveTailSession(
  logs: LogsContext,
  arns: readonly string[],
  selection: Selection,
): Promise<void> {
  const end = new AbortController();
  const signal = AbortSignal.any([logs.signal, end.signal]);
  const told = await startLiveTailSession({ ...logs, signal }, arns, selection);
  end.abort();
  try {
    for await (const _ of told) break;
  } catch {
    // That is its end.
  }
}

async function* updates(
  messages: AsyncIterator<StartLiveTailResponseStream>,
  heart: Heartbeat,
): AsyncGenerator<LiveTailUpdate> {
  try {
    for (let next = await heart.hear(messages); !next.done; next = await heart.hear(messages)) {
      const { sessionResults = [], sessionMetadata } = next.value.sessionUpdate ?? {};
      const events = sessionResults.map((event) => ({
        group: groupNameIn(event.logGroupIdentifier ?? ''),
        stream: event.logStreamName ?? '',
        timestamp: event.timestamp ?? 0,
        ingestionTime: event.ingestionTime ?? 0,
        message: event.message ?? '',
      }));
      yield { events, sampled: sessionMetadata?.sampled === true };
    }
  } catch (error) {
    if (heart.fellSilent) throw new Error(`nothing came for ${SILENCE_MS / 1000} s, not even an empty update`);
    throw error;
  } finally {
    heart.stop();
  }
}

/** Ends a session that has fallen silent: a network that is gone closes no connection. */
class Heartbeat {
  readonly #session: LogsContext;
  readonly #silence: AbortController;
  #isWatched = false;
  /** Whoever is busy with an update hears nothing. */
  #listensSince: number | undefined;
  fellSilent = false;

  constructor(session: LogsContext, silence: AbortController) {
    this.#session = session;
    this.#silence = silence;
  }

  /** From now on an answer is awaited. */
  listen(): void {
    this.#listensSince = this.#session.clock.now();
    if (!this.#isWatched) void this.#watch();
  }

  async hear<Message>(messages: AsyncIterator<Message>): Promise<IteratorResult<Message>> {
    this.listen();
    const next = await messages.next();
    this.#listensSince = undefined;
    return next;
  }

  stop(): void {
    this.#silence.abort();
  }

  async #watch(): Promise<void> {
    const { clock, signal } = this.#session;
    this.#isWatched = true;
    while (!signal.aborted) {
      const left = (this.#listensSince ?? clock.now()) + SILENCE_MS - clock.now();
      if (left > 0) {
        await clock.wait(left, signal);
      } else {
        this.fellSilent = true;
        this.stop();
      }
    }
  }
}

/** Live Tail names a log group `<account>:<name>`, by its ARN, or by its name; a name holds no colon. */
function groupNameIn(identifier: string): string {
  return identifier.replace(/:\*$/, '').split(':').at(-1) ?? identifier;
}
