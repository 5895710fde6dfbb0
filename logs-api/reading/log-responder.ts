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
    const lastEventId = c.req.header('last-event-id');
    if (format === 'events') return this.#stream(c, request, await request.resolveStart(lastEventId));
    const body = await existingLinesBody(request, lastEventId, this.#deps.limits.maxReadMs);
    if (!body) return c.body(null, 204);
    c.header('Content-Type', CONTENT_TYPES[format]);
    return c.body(body);
  }

  /** The existing lines as a gzip file. */
  async download(c: Context, log: RequestedLog, query: LogQuery, fileName: string): Promise<Response> {
    const request = new ReadRequest(this.#deps, log, query, 'text', c.req.raw.signal);
    const body = await existingLinesBody(request, undefined, this.#deps.limits.maxReadMs);
    if (!body) return c.body(null, 204);
    c.header('Content-Type', 'application/gzip');
    c.header('Content-Disposition', `attachment; filename="${fileName.replace(/[^A-Za-z0-9._-]/g, '-')}.log.gz"`);
    return c.body(body.pipeThrough(new CompressionStream('gzip') as TransformStream<Bytes, Bytes>));
  }

  #stream(c: Context, request: ReadRequest, start: Start): Response {
    c.header('Content-Type', CONTENT_TYPES.events);
    c.header('X-Accel-Buffering', 'no');
    const { lines, position } = request.followLines(start);
    return c.body(sseStream(lines, { position, maxMs: this.#deps.limits.maxStreamMs, abort: request.abort }));
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

  /** Where to start. */
  async resolveStart(lastEventId: string | undefined): Promise<Start> {
    const { reader } = this.#deps;
    if (lastEventId) return this.#decodeEventId(lastEventId);
    const { cursor: text, skip } = this.#query;
    if (text === 'BEG') return { cursor: reader.beginning(), skip: Math.max(0, skip) };
    const from = text === 'END' ? 'end' : this.#decode(text, 'cursor');
    if (skip < 0) return { cursor: await reader.cursorBefore(this.#view, from, -skip, this.abort.signal), skip: 0 };
    return { cursor: from === 'end' ? reader.end() : from, skip };
  }

  /** The existing lines, page by page. */
  existingLines({ cursor, skip }: Start): AsyncGenerator<string> {
    const progress = { toSkip: skip, remaining: this.#query.limit ?? Number.POSITIVE_INFINITY };
    return this.#lines(this.#deps.reader.read(this.#view, cursor, this.abort.signal), progress);
  }

  /** The existing lines, and then those that arrive. `position` is the id from which to continue after what was read; undefined after the
   *  last line that the limit allows: then it is the id of this line. */
  followLines({ cursor, skip }: Start): { lines: AsyncGenerator<string>; position: () => string | undefined } {
    const progress = { toSkip: skip, remaining: this.#query.limit ?? Number.POSITIVE_INFINITY };
    const following = this.#deps.reader.follow(this.#view, cursor, this.abort.signal);
    return {
      lines: this.#lines(following, progress),
      position: () =>
        progress.remaining > 0 ? this.#eventId({ cursor: following.position(), skip: progress.toSkip }) : undefined,
    };
  }

  async *#lines(
    pages: AsyncIterable<readonly ReadEvent[]>,
    /** The lines to leave out, and those that may follow. */
    progress: { toSkip: number; remaining: number },
  ): AsyncGenerator<string> {
    for await (const page of pages) {
      const { toSkip, remaining } = progress;
      const selected = page.slice(toSkip, toSkip + remaining);
      progress.toSkip = Math.max(0, toSkip - page.length);
      progress.remaining -= selected.length;
      let text = '';
      for (const read of selected) text += this.#line(read);
      if (text !== '') yield text;
      if (progress.remaining === 0) return;
    }
  }

  #line({ event, cursor }: ReadEvent): string {
    if (this.format === 'text') return textLine(event);
    const id = this.#cursorText(cursor);
    const json = jsonLine(event, this.#log.origin, id);
    return this.format === 'json' ? `${json}\n` : serverSentEvent(id, json);
  }

  #cursorText(cursor: Cursor): string {
    return this.#deps.cursors.encode(this.#log.name, cursor);
  }

  /** The id of a position in a stream: a cursor, and after `~` the lines that are still to be left out. */
  #eventId({ cursor, skip }: Start): string {
    return `${this.#cursorText(cursor)}${skip > 0 ? `~${skip}` : ''}`;
  }

  #decodeEventId(id: string): Start {
    const [, cursor = id, skip = '0'] = /^([^~]*)~(\d{1,5})$/.exec(id) ?? [];
    return { cursor: this.#decode(cursor, 'Last-Event-ID'), skip: Number(skip) };
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

/** Where a request starts to read. */
interface Start {
  readonly cursor: Cursor;
  /** The number of lines to leave out after the cursor. */
  readonly skip: number;
}

/** The body with the existing lines; undefined when no line matches. The first page is read here, so that an error can still
 *  set the status of the response.
 *  @param maxMs after this time the response fails, so that the client does not treat it as complete: milliseconds. */
async function existingLinesBody(
  request: ReadRequest,
  lastEventId: string | undefined,
  maxMs: number,
): Promise<ReadableStream<Bytes> | undefined> {
  const timer = Number.isFinite(maxMs) ? setTimeout(() => request.abort.abort(new ReadTimeout()), maxMs) : undefined;
  const failure = (error: unknown) => {
    clearTimeout(timer);
    const { reason } = request.abort.signal;
    return reason instanceof ReadTimeout ? reason : error;
  };
  const encoder = new TextEncoder();
  let lines: AsyncGenerator<string>;
  let next: IteratorResult<string> | undefined;
  try {
    lines = request.existingLines(await request.resolveStart(lastEventId));
    next = await lines.next();
  } catch (error) {
    throw failure(error);
  }
  if (next.done) {
    clearTimeout(timer);
    return undefined;
  }
  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = next ?? (await lines.next());
        next = undefined;
        if (!done) return controller.enqueue(encoder.encode(value));
        clearTimeout(timer);
        controller.close();
      } catch (error) {
        controller.error(failure(error));
      }
    },
    async cancel() {
      clearTimeout(timer);
      request.abort.abort();
      await lines.return(undefined);
    },
  });
}

/** A read took longer than the host allows. */
class ReadTimeout extends ApiError {
  constructor() {
    super('server-error', 'Reading took too long. Start at a later cursor, or send limit or a negative skip.', {
      status: 504,
    });
  }
}
