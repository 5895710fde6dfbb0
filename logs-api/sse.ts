/** Proxies close idle connections: API Gateway after five minutes, others earlier. */
const KEEP_ALIVE_MS = 15_000;
const PING = ': ping\n\n';

/** Formats one message.
 *  @param data one line of text. */
export function serverSentEvent(id: string, data: string): string {
  return `id: ${id}\ndata: ${data}\n\n`;
}

/** The options of a stream of Server-Sent Events. */
export interface SseStreamOptions {
  /** The id that a client sends when it reconnects before the first message. */
  readonly firstId: string | undefined;
  /** The stream ends after this time, in milliseconds; the client reconnects with its last id. */
  readonly maxMs: number;
  /** Aborted when the stream ends, to end the source. */
  readonly abort: AbortController;
}

/** Creates the body of a response with Server-Sent Events. It reads from the source only when the client has read the
 *  earlier messages. It sends a comment after every 15 seconds without a message.
 *  @see https://html.spec.whatwg.org/multipage/server-sent-events.html#authoring-notes */
export function sseStream(
  source: AsyncIterable<string>,
  options: SseStreamOptions,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  const iterator = source[Symbol.asyncIterator]();
  let pingTimer: NodeJS.Timeout | undefined;
  let endTimer: NodeJS.Timeout | undefined;
  let hasEnded = false;
  const finish = () => {
    if (hasEnded) return;
    hasEnded = true;
    clearInterval(pingTimer);
    clearTimeout(endTimer);
    options.abort.abort();
  };
  return new ReadableStream(
    {
      start(controller) {
        const ping = () => {
          // Pings must not pile up for a client that does not read.
          if ((controller.desiredSize ?? 0) > 0) controller.enqueue(encoder.encode(PING));
        };
        pingTimer = setInterval(ping, KEEP_ALIVE_MS);
        // The client receives the headers with the first bytes, so these are sent at once.
        const id = options.firstId === undefined ? '' : `id: ${options.firstId}\n`;
        controller.enqueue(encoder.encode(`: connected\n${id}\n`));
        endTimer = Number.isFinite(options.maxMs) ? setTimeout(() => options.abort.abort(), options.maxMs) : undefined;
      },
      async pull(controller) {
        try {
          const { done, value } = await iterator.next();
          if (!done) {
            pingTimer?.refresh();
            controller.enqueue(encoder.encode(value));
            return;
          }
          finish();
          controller.close();
        } catch (error) {
          const wasAborted = options.abort.signal.aborted;
          finish();
          if (wasAborted) controller.close();
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
