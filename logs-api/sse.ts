/** A proxy in between drops connections that say nothing: API Gateway after five minutes, others sooner. */
const KEEP_ALIVE_MS = 15_000;
const PING = ': ping\n\n';

/** One message. A message of one line needs no event name, and a standard EventSource reconnects by itself. */
export function serverSentEvent(id: string, data: string): string {
  return `id: ${id}\ndata: ${data}\n\n`;
}

export interface EventStreamOptions {
  /** The id with which a client goes on that is cut before the first message. */
  readonly firstId: string | undefined;
  /** Ends after this time; the client goes on with its last id. */
  readonly maxMs: number;
  /** Ends the source when the stream ends. */
  readonly abort: AbortController;
  /** Called once when the stream has ended, however it did. */
  ended(): void;
}

/** A stream of Server-Sent Events. It asks the source for more only when the client has read what there was; while nothing
 *  comes, it says so every 15 seconds.
 *  @see https://html.spec.whatwg.org/multipage/server-sent-events.html#authoring-notes */
export function sseStream(
  source: AsyncIterable<string>,
  options: EventStreamOptions,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  const iterator = source[Symbol.asyncIterator]();
  let quietTimer: NodeJS.Timeout | undefined;
  let endTimer: NodeJS.Timeout | undefined;
  let isOver = false;
  const finish = () => {
    if (isOver) return;
    isOver = true;
    clearInterval(quietTimer);
    clearTimeout(endTimer);
    options.abort.abort();
    options.ended();
  };
  return new ReadableStream(
    {
      start(controller) {
        const ping = () => {
          // A client that does not read is not told more.
          if ((controller.desiredSize ?? 0) > 0) controller.enqueue(encoder.encode(PING));
        };
        quietTimer = setInterval(ping, KEEP_ALIVE_MS);
        // Headers reach the client with the first bytes, at once.
        const id = options.firstId === undefined ? '' : `id: ${options.firstId}\n`;
        controller.enqueue(encoder.encode(`: connected\n${id}\n`));
        endTimer = Number.isFinite(options.maxMs) ? setTimeout(() => options.abort.abort(), options.maxMs) : undefined;
      },
      async pull(controller) {
        try {
          const { done, value } = await iterator.next();
          if (!done) {
            quietTimer?.refresh();
            controller.enqueue(encoder.encode(value));
            return;
          }
          finish();
          controller.close();
        } catch (error) {
          const wasEnded = options.abort.signal.aborted;
          finish();
          if (wasEnded) controller.close();
          else controller.error(error);
        }
      },
      async cancel() {
        finish();
        await iterator.return?.();
      },
    },
    { highWaterMark: 2 },
  );
}
