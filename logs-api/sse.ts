/** Proxies close idle connections: API Gateway after five minutes, others earlier. */
const KEEP_ALIVE_MS = 15_000;
/** How long a client waits before it reconnects. Browsers wait a few seconds by default. */
const RETRY_MS = 1000;

/** Formats one message.
 *  @param data one line of text. */
export function serverSentEvent(id: string, data: string): string {
  return `id: ${id}\ndata: ${data}\n\n`;
}

/** The options of a stream of Server-Sent Events. */
export interface SseStreamOptions {
  /** The id from which a client continues after everything that it has received. It is sent before the first message, with each
   *  ping, and at the end, because the last message can be hours old. Undefined: the id of the last message.
   *  @see https://html.spec.whatwg.org/multipage/server-sent-events.html#dispatchMessage an id without data sets the last event id */
  position(): string | undefined;
  /** The stream ends after this time, in milliseconds; the client reconnects with its last id. */
  readonly maxMs: number;
  /** Aborted when the stream ends, to end the source. */
  readonly abort: AbortController;
}

/** Creates the body of a response with Server-Sent Events. It reads from the source only when the client has read the
 *  earlier messages. It sends a comment, and the position, after every 15 seconds without a message.
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
  const idLine = () => {
    const id = options.position();
    return id === undefined ? '' : `id: ${id}\n`;
  };
  const finish = () => {
    if (hasEnded) return;
    hasEnded = true;
    clearInterval(pingTimer);
    clearTimeout(endTimer);
    options.abort.abort();
  };
  const end = (controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>) => {
    finish();
    const id = idLine();
    if (id !== '') controller.enqueue(encoder.encode(`${id}\n`));
    controller.close();
  };
  return new ReadableStream(
    {
      start(controller) {
        const ping = () => {
          // Pings must not pile up for a client that does not read.
          if ((controller.desiredSize ?? 0) > 0) controller.enqueue(encoder.encode(`: ping\n${idLine()}\n`));
        };
        pingTimer = setInterval(ping, KEEP_ALIVE_MS);
        // The client receives the headers with the first bytes, so these are sent at once.
        controller.enqueue(encoder.encode(`: connected\nretry: ${RETRY_MS}\n${idLine()}\n`));
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
          end(controller);
        } catch (error) {
          if (options.abort.signal.aborted) return end(controller);
          finish();
          controller.error(error);
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
