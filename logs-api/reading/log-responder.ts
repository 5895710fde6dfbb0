import type { Context } from 'hono';
import type { Cursor } from '../../core/cursor.ts';
import type { LogEvent } from '../../core/log-event.ts';
import type { Selection } from '../../core/sources/read-pages.ts';
import { ApiError } from '../api-error.ts';
import type { LogsApiDeps } from '../dependencies.ts';
import { CONTENT_TYPES, type LogFormat, negotiateFormat } from '../negotiate.ts';
import { serverSentEvent, sseStream } from '../sse.ts';
import { type LogQuery, lineFilter } from './log-query.ts';
import type { LogView, ReadEvent } from './log-reader.ts';
import { jsonLine, type LogOrigin, lineFields, matchesFilter, textLine } from './response-line.ts';

/** The log that a request reads. */
export interface RequestedLog {
  /** The name that the cursors of this log are signed for. */
  readonly name: string;
  readonly group: string;
  readonly origin: LogOrigin;
  readonly selection?: Selection;
  /** Whether an event of the group belongs to the log. @default - every event belongs to it */
  includes?(event: LogEvent): boolean;
}

/** Creates the responses that contain log lines. */
export class LogResponder {
  readonly #deps: LogsApiDeps;

  constructor(deps: LogsApiDeps) {
    this.#deps = deps;
  }

  /** The lines in the format that the client prefers. Server-Sent Events continue with new lines. Other formats hold the
   *  existing lines; the status is 204 when no line matches. */
  async log(c: Context, log: RequestedLog, query: LogQuery): Promise<Response> {
    const format = negotiateFormat(c.req.header('accept'));
    const request = new ReadRequest(this.#deps, log, query, format, c.req.raw.signal);
    const start = await request.resolveStart(c.req.header('last-event-id'));
    if (format === 'events') return this.#stream(c, request, start);
    const body = await existingLinesBody(request, start);
    if (!body) return c.body(null, 204);
    c.header('Content-Type', CONTENT_TYPES[format]);
    return c.body(body);
  }

  /** The existing lines as a gzip file. */
  async download(c: Context, log: RequestedLog, query: LogQuery, fileName: string): Promise<Response> {
    const request = new ReadRequest(this.#deps, log, query, 'text', c.req.raw.signal);
    const body = await existingLinesBody(request, await request.resolveStart(undefined));
    if (!body) return c.body(null, 204);
    c.header('Content-Type', 'application/gzip');
    c.header('Content-Disposition', `attachment; filename="${fileName.replace(/[^A-Za-z0-9._-]/g, '-')}.log.gz"`);
    return c.body(body.pipeThrough(new CompressionStream('gzip') as TransformStream<Bytes, Bytes>));
  }

  #stream(c: Context, request: ReadRequest, start: Start): Response {
    c.header('Content-Type', CONTENT_TYPES.events);
    c.header('X-Accel-Buffering', 'no');
    return c.body(
      sseStream(request.followLines(start), {
        // A client that reconnects skips nothing, so an id before the first line is valid only without a skip.
        firstId: start.skip === 0 ? request.cursorText(start.cursor) : undefined,
        maxMs: this.#deps.limits.maxStreamMs,
        abort: request.abort,
      }),
    );
  }
}

type Bytes = Uint8Array<ArrayBuffer>;

/** One request that reads a log. */
class ReadRequest {
  readonly abort = new AbortController();
  readonly #deps: LogsApiDeps;
  readonly #log: RequestedLog;
  readonly #query: LogQuery;
  readonly format: LogFormat;
  readonly #view: LogView;

  constructor(deps: LogsApiDeps, log: RequestedLog, query: LogQuery, format: LogFormat, client: AbortSignal) {
    client.addEventListener('abort', () => this.abort.abort());
    this.#deps = deps;
    this.#log = log;
    this.#query = query;
    this.format = format;
    const filter = lineFilter(query.filter);
    const { includes = () => true } = log;
    this.#view = {
      group: log.group,
      selection: log.selection ?? {},
      matches: (event) =>
        includes(event) && (filter.size === 0 || matchesFilter(lineFields(event, log.origin), filter)),
    };
  }

  /** The cursor to start at, and the number of lines to leave out after it. */
  async resolveStart(lastEventId: string | undefined): Promise<{ readonly cursor: Cursor; readonly skip: number }> {
    const { reader } = this.#deps;
    if (lastEventId) return { cursor: this.#decode(lastEventId, 'Last-Event-ID'), skip: 0 };
    const { cursor: text, skip } = this.#query;
    if (text === 'BEG') return { cursor: reader.beginning(), skip: Math.max(0, skip) };
    const from = text === 'END' ? 'end' : this.#decode(text, 'cursor');
    if (skip < 0) return { cursor: await reader.cursorBefore(this.#view, from, -skip, this.abort.signal), skip: 0 };
    return { cursor: from === 'end' ? reader.end() : from, skip };
  }

  /** The existing lines, page by page. */
  existingLines({ cursor, skip }: { cursor: Cursor; skip: number }): AsyncGenerator<string> {
    return this.#lines(this.#deps.reader.read(this.#view, cursor, this.abort.signal), skip);
  }

  /** The existing lines, and then those that arrive. */
  followLines({ cursor, skip }: { cursor: Cursor; skip: number }): AsyncGenerator<string> {
    return this.#lines(this.#deps.reader.follow(this.#view, cursor, this.abort.signal), skip);
  }

  async *#lines(pages: AsyncIterable<readonly ReadEvent[]>, skip: number): AsyncGenerator<string> {
    let toSkip = skip;
    let remaining = this.#query.limit ?? Number.POSITIVE_INFINITY;
    for await (const page of pages) {
      const selected = page.slice(toSkip, toSkip + remaining);
      toSkip = Math.max(0, toSkip - page.length);
      remaining -= selected.length;
      let text = '';
      for (const read of selected) text += this.#line(read);
      if (text !== '') yield text;
      if (remaining === 0) return;
    }
  }

  #line({ event, cursor }: ReadEvent): string {
    if (this.format === 'text') return textLine(event);
    const id = this.cursorText(cursor);
    const json = jsonLine(event, this.#log.origin, id);
    return this.format === 'json' ? `${json}\n` : serverSentEvent(id, json);
  }

  cursorText(cursor: Cursor): string {
    return this.#deps.cursors.encode(this.#log.name, cursor);
  }

  #decode(text: string, parameter: string): Cursor {
    const cursor = this.#deps.cursors.decode(this.#log.name, text);
    if (cursor) return cursor;
    throw new ApiError(
      'invalid-request-error',
      `${parameter} is not a cursor of this log. Use the cursor of a line of this log, BEG or END.`,
    );
  }
}

type Start = Awaited<ReturnType<ReadRequest['resolveStart']>>;

/** The body with the existing lines; undefined when no line matches. The first page is read here, so that an error can still
 *  set the status of the response. */
async function existingLinesBody(request: ReadRequest, start: Start): Promise<ReadableStream<Bytes> | undefined> {
  const encoder = new TextEncoder();
  const lines = request.existingLines(start);
  const first = await lines.next();
  if (first.done) return undefined;
  let next: IteratorResult<string> | undefined = first;
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = next ?? (await lines.next());
      next = undefined;
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      request.abort.abort();
      await lines.return(undefined);
    },
  });
}
