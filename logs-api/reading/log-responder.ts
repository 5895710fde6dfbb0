import type { Context } from 'hono';
import type { Cursor } from '../../core/cursor.ts';
import type { LogEvent } from '../../core/log-event.ts';
import type { Selection } from '../../core/sources/read-pages.ts';
import { ApiError, tooManyRequests } from '../api-error.ts';
import type { LogsApiDeps } from '../dependencies.ts';
import { CONTENT_TYPES, type LogFormat, negotiate } from '../negotiate.ts';
import { serverSentEvent, sseStream } from '../sse.ts';
import { type LogQuery, lineFilter } from './log-query.ts';
import type { LogView, ReadEvent } from './log-reader.ts';
import { fieldsOf, jsonLine, type LogOrigin, matchesFilter, textLine } from './response-line.ts';

/** A log that a request is about. */
export interface RequestedLog {
  /** What its cursors are signed for. */
  readonly name: string;
  readonly group: string;
  readonly origin: LogOrigin;
  readonly selection?: Selection;
  /** Which events of the group belong to it. @default all */
  includes?(event: LogEvent): boolean;
}

/** Answers with the events of logs. */
export class LogResponder {
  readonly #deps: LogsApiDeps;
  #openStreams = 0;

  constructor(deps: LogsApiDeps) {
    this.#deps = deps;
  }

  /** In the form that the client asks for: a stream that goes on for Server-Sent Events, else what is there by now; 204 when
   *  that is nothing. */
  async log(c: Context, log: RequestedLog, query: LogQuery): Promise<Response> {
    const format = negotiate(c.req.header('accept'));
    const reading = new Reading(this.#deps, log, query, format, c.req.raw.signal);
    const start = await reading.start(c.req.header('last-event-id'));
    if (format === 'events') return this.#stream(c, reading, start);
    const body = await untilNow(reading, start);
    if (!body) return c.body(null, 204);
    c.header('Content-Type', CONTENT_TYPES[format]);
    return c.body(body);
  }

  /** What is there by now as a file, compressed. */
  async download(c: Context, log: RequestedLog, query: LogQuery, fileName: string): Promise<Response> {
    const reading = new Reading(this.#deps, log, query, 'text', c.req.raw.signal);
    const body = await untilNow(reading, await reading.start(undefined));
    if (!body) return c.body(null, 204);
    c.header('Content-Type', 'application/gzip');
    c.header('Content-Disposition', `attachment; filename="${fileName.replace(/[^A-Za-z0-9._-]/g, '-')}.log.gz"`);
    return c.body(body.pipeThrough(new CompressionStream('gzip') as TransformStream<Bytes, Bytes>));
  }

  #stream(c: Context, reading: Reading, start: Start): Response {
    const { maxStreams, maxStreamMs } = this.#deps.limits;
    if (this.#openStreams >= maxStreams)
      throw tooManyRequests('Too many streams are open. Try again a little later.', 5);
    this.#openStreams += 1;
    c.header('Content-Type', CONTENT_TYPES.events);
    c.header('X-Accel-Buffering', 'no');
    return c.body(
      sseStream(reading.onwards(start), {
        // Whoever comes again skips nothing: before the first line, only a start without a skip can be gone on with.
        firstId: start.skip === 0 ? reading.idOf(start.cursor) : undefined,
        maxMs: maxStreamMs,
        abort: reading.abort,
        ended: () => {
          this.#openStreams -= 1;
        },
      }),
    );
  }
}

type Bytes = Uint8Array<ArrayBuffer>;

/** One request's reading of a log. */
class Reading {
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
      matches: (event) => includes(event) && (filter.size === 0 || matchesFilter(fieldsOf(event, log.origin), filter)),
    };
  }

  /** Where to begin, and how many lines to leave out there. */
  async start(lastEventId: string | undefined): Promise<{ readonly cursor: Cursor; readonly skip: number }> {
    const { logs } = this.#deps;
    if (lastEventId) return { cursor: this.#decode(lastEventId, 'Last-Event-ID'), skip: 0 };
    const { cursor: text, skip } = this.#query;
    if (text === 'BEG') return { cursor: logs.beginning(), skip: Math.max(0, skip) };
    const from = text === 'END' ? 'end' : this.#decode(text, 'cursor');
    if (skip < 0) return { cursor: await logs.back(this.#view, from, -skip, this.abort.signal), skip: 0 };
    return { cursor: from === 'end' ? logs.end() : from, skip };
  }

  /** The lines that are there by now, in pieces. */
  untilNow({ cursor, skip }: { cursor: Cursor; skip: number }): AsyncGenerator<string> {
    return this.#lines(this.#deps.logs.read(this.#view, cursor, this.abort.signal), skip);
  }

  /** The lines that are there, and then those that arrive. */
  onwards({ cursor, skip }: { cursor: Cursor; skip: number }): AsyncGenerator<string> {
    return this.#lines(this.#deps.logs.follow(this.#view, cursor, this.abort.signal), skip);
  }

  async *#lines(pages: AsyncIterable<readonly ReadEvent[]>, skip: number): AsyncGenerator<string> {
    let toSkip = skip;
    let left = this.#query.limit ?? Number.POSITIVE_INFINITY;
    for await (const page of pages) {
      const wanted = page.slice(toSkip, toSkip + left);
      toSkip = Math.max(0, toSkip - page.length);
      left -= wanted.length;
      let text = '';
      for (const read of wanted) text += this.#line(read);
      if (text !== '') yield text;
      if (left === 0) return;
    }
  }

  #line({ event, cursor }: ReadEvent): string {
    if (this.format === 'text') return textLine(event);
    const id = this.idOf(cursor);
    const json = jsonLine(event, this.#log.origin, id);
    return this.format === 'json' ? `${json}\n` : serverSentEvent(id, json);
  }

  idOf(cursor: Cursor): string {
    return this.#deps.cursors.encode(this.#log.name, cursor);
  }

  #decode(text: string, parameter: string): Cursor {
    const cursor = this.#deps.cursors.decode(this.#log.name, text);
    if (cursor) return cursor;
    throw new ApiError(
      'invalid-request-error',
      `${parameter} is no cursor of this log: use one that this log's lines brought, BEG or END.`,
    );
  }
}

type Start = Awaited<ReturnType<Reading['start']>>;

/** The body, once it is known that there is any: an error before that still has a status of its own. */
async function untilNow(reading: Reading, start: Start): Promise<ReadableStream<Bytes> | undefined> {
  const encoder = new TextEncoder();
  const lines = reading.untilNow(start);
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
      reading.abort.abort();
      await lines.return(undefined);
    },
  });
}
