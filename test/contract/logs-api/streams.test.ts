import { EventSource } from 'eventsource';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { MemoryAdmission } from '../../../logs-api/admission.ts';
import { putLines, streamName, useLogsApi } from './logs-api-host.ts';

const limits = { maxStreamMs: 60_000, maxReadMs: 60_000 };
const api = useLogsApi({ admission: new MemoryAdmission(54), limits });
const PATH = '/logs/v2/component/lambda/quiet';

const open: EventSource[] = [];
afterEach(() => {
  for (const source of open.splice(0)) source.close();
  Object.assign(limits, { maxStreamMs: 60_000, maxReadMs: 60_000 });
});

/** A standard client. `cut` closes its connection as a network failure would, and the client reconnects. */
function connect(path: string, options: { readonly retryMs?: number } = {}) {
  const messages: string[] = [];
  const ids: string[] = [];
  let connection = new AbortController();
  let opened = 0;
  const source = new EventSource(`${api.url}${path}`, {
    fetch: async (url, init) => {
      connection = new AbortController();
      const response = await fetch(url, {
        ...init,
        headers: { ...init.headers, Authorization: `Bearer ${api.tokens.operator}` },
        signal: AbortSignal.any([connection.signal, ...(init.signal ? [init.signal as AbortSignal] : [])]),
      });
      opened += 1;
      return response.ok && options.retryMs !== undefined ? withRetry(response, options.retryMs) : response;
    },
  });
  source.addEventListener('message', ({ data, lastEventId }) => {
    messages.push(JSON.parse(data).fields.MESSAGE);
    ids.push(lastEventId);
  });
  open.push(source);
  return {
    source,
    messages,
    ids,
    get opened() {
      return opened;
    },
    // An AbortError would mean that the client itself closed the connection, so it would not reconnect.
    cut: () => connection.abort(new TypeError('the network is gone')),
  };
}

/** Changes the reconnection time that the server sends. */
function withRetry({ body, status, headers }: Response, milliseconds: number): Response {
  const decoded = body?.pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>);
  const changed = new TransformStream<string, string>({
    transform: (text, controller) => controller.enqueue(text.replace(/^retry: 1000$/m, `retry: ${milliseconds}`)),
  });
  return new Response(decoded?.pipeThrough(changed).pipeThrough(new TextEncoderStream()) ?? null, { status, headers });
}

const until = (condition: () => boolean, timeout = 15_000) =>
  vi.waitFor(() => expect(condition()).toBe(true), { timeout, interval: 10 });

describe('Server-Sent Events', () => {
  it('have an id and one line of data; headers prevent proxies from buffering them', async () => {
    await putLines(api, 'quiet-logs', streamName(), 'over\ntwo lines');
    const abort = new AbortController();
    const response = await api.get(`${PATH}?cursor=END&skip=-1`, {
      token: 'operator',
      headers: { Accept: 'text/event-stream' },
      signal: abort.signal,
    });
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(response.headers.get('x-accel-buffering')).toBe('no');
    expect(response.headers.get('cache-control')).toBe('no-cache');
    let text = '';
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += chunk;
      if (text.includes('data:')) break;
    }
    abort.abort();
    const [, id, json] = /^: connected\nretry: 1000\nid: [\w-]+\n\nid: ([\w-]+)\ndata: (.*)\n\n$/.exec(text) ?? [];
    expect(JSON.parse(json ?? '')).toMatchObject({ cursor: id, fields: { MESSAGE: 'over\ntwo lines' } });
  });

  it('contain existing and new lines, each once, with one feed for all clients', async () => {
    const stream = streamName();
    await putLines(api, 'shared-before', stream, 'x');
    await putLines(api, 'quiet-logs', stream, 'a', 'b');
    const clients = Array.from({ length: 20 }, () => connect(`${PATH}?cursor=END&skip=-2`));
    await until(() => clients.every(({ messages }) => messages.length === 2));
    expect(api.reader.activeFeedCount).toBe(1);
    await putLines(api, 'quiet-logs', stream, 'c');
    await putLines(api, 'quiet-logs', stream, 'd');
    await until(() => clients.every(({ messages }) => messages.length >= 4));
    for (const { messages } of clients) expect(messages).toEqual(['a', 'b', 'c', 'd']);
    for (const { source } of clients) source.close();
    await until(() => api.reader.activeFeedCount === 0);
  });

  it('continue after the last id, which takes precedence over cursor and skip', async () => {
    const stream = streamName();
    await putLines(api, 'quiet-logs', stream, '1', '2', '3');
    const first = connect(`${PATH}?cursor=END&skip=-3`);
    await until(() => first.messages.length === 3);
    first.source.close();
    await putLines(api, 'quiet-logs', stream, '4');
    const response = await api.get(`${PATH}?cursor=BEG&skip=1`, {
      token: 'operator',
      headers: { 'Last-Event-ID': first.ids[1] ?? '' },
    });
    expect((await response.text()).match(/: (.)\n/g)).toEqual([': 3\n', ': 4\n']);
  });

  it('have an id before the first line, so that a client at END misses no line', async () => {
    const abort = new AbortController();
    const headers = { Accept: 'text/event-stream' };
    const { body } = await api.get(`${PATH}?cursor=END`, { token: 'operator', headers, signal: abort.signal });
    const first = await body?.pipeThrough(new TextDecoderStream()).getReader().read();
    abort.abort();
    const [, id = ''] = /^: connected\nretry: 1000\nid: ([\w-]+)\n\n$/.exec(first?.value ?? '') ?? [];
    await putLines(api, 'quiet-logs', streamName(), 'between');
    const next = await api.get(PATH, { token: 'operator', headers: { 'Last-Event-ID': id } });
    expect(await next.text()).toMatch(/^[\d: -]{19}: between\n$/);
  });

  it('respect the filter and the limit', async () => {
    const client = connect(`${PATH}?cursor=END&filter=MESSAGE:yes&limit=100`);
    await until(() => client.opened === 1);
    const stream = streamName();
    await putLines(api, 'quiet-logs', stream, 'yes', 'no');
    await putLines(api, 'quiet-logs', stream, 'no', 'yes');
    await until(() => client.messages.length === 2);
    expect(client.messages).toEqual(['yes', 'yes']);
  });

  it('end after the maximum time, and continue where they ended: no line is lost, doubled, or left out too much', async () => {
    const stream = streamName();
    await putLines(api, 'quiet-logs', stream, 'before');
    limits.maxStreamMs = 150;
    const all = connect(`${PATH}?cursor=END`, { retryMs: 5 });
    const matching = connect(`${PATH}?cursor=END&filter=MESSAGE:3&filter=MESSAGE:6`, { retryMs: 5 });
    const skipping = connect(`${PATH}?cursor=END&skip=3`, { retryMs: 5 });
    const clients = [all, matching, skipping];
    await until(() => clients.every(({ opened }) => opened > 0));
    for (const line of ['1', '2', '3', '4', '5', '6']) {
      const opened = clients.map((client) => client.opened);
      await putLines(api, 'quiet-logs', stream, line);
      // The streams of all clients have ended since the last line, also those that sent no line.
      await until(() => clients.every((client, n) => client.opened > (opened[n] ?? 0)));
    }
    await until(() => all.messages.length >= 6 && matching.messages.length >= 2 && skipping.messages.length >= 3);
    expect(all.messages).toEqual(['1', '2', '3', '4', '5', '6']);
    expect(matching.messages).toEqual(['3', '6']);
    expect(skipping.messages).toEqual(['4', '5', '6']);
  });

  it('leave places for reads when too many of them are open, and reads that take too long fail', async () => {
    const clients = Array.from({ length: 40 }, () => connect(`${PATH}?cursor=END`));
    await until(() => clients.every(({ opened }) => opened === 1));
    expect((await api.get(PATH, { token: 'operator' })).status).toBe(200);
    limits.maxReadMs = 0;
    const slow = await api.get(PATH, { token: 'operator' });
    expect(slow.status).toBe(504);
    expect(await slow.json()).toMatchObject({ error: 'server-error' });
  });

  it('are refused when too many streams are open', async () => {
    const clients = Array.from({ length: 40 }, () => connect(`${PATH}?cursor=END`));
    await until(() => clients.every(({ opened }) => opened === 1));
    const refused = await api.get(PATH, { token: 'operator', headers: { Accept: 'text/event-stream' } });
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    clients[0]?.source.close();
    await vi.waitFor(async () => {
      const again = new AbortController();
      const response = await api.get(`${PATH}?cursor=END`, {
        token: 'operator',
        headers: { Accept: 'text/event-stream' },
        signal: again.signal,
      });
      again.abort();
      expect(response.status).toBe(200);
    });
  });
});

it('a client whose connection breaks 50 times while 10,000 lines arrive, some late, receives each line once', async () => {
  const lines = 10_000;
  const stream = streamName();
  await putLines(api, 'quiet-logs', stream, 'before');
  const before = await api.get(`${PATH}?cursor=END&skip=-1`, {
    token: 'operator',
    headers: { Accept: 'application/json' },
  });
  // The client starts at the cursor of a line, not at END: a client that loses its connection before its first message has no id to
  // continue from.
  const client = connect(`${PATH}?cursor=${((await before.json()) as { cursor: string }).cursor}`, { retryMs: 5 });
  await until(() => client.opened === 1);
  let cuts = 0;
  const cutting = setInterval(() => {
    if (cuts >= 50 || Math.random() > 0.5 || client.source.readyState !== EventSource.OPEN) return;
    cuts += 1;
    client.cut();
  }, 20);
  let sent = 0;
  while (sent < lines) {
    const size = Math.min(lines - sent, 1 + Math.floor(Math.random() * 150));
    const late = Math.random() < 0.2 ? Math.floor(Math.random() * 200_000) : 0;
    const now = Date.now() - late;
    await api.put(
      'quiet-logs',
      stream,
      Array.from({ length: size }, (_, n) => ({ timestamp: now, message: String(sent + n) })),
    );
    sent += size;
  }
  await until(() => cuts >= 50 && client.messages.length >= lines, 60_000);
  clearInterval(cutting);
  expect(client.opened).toBeGreaterThan(50);
  expect(client.messages.map(Number).sort((a, b) => a - b)).toEqual(Array.from({ length: lines }, (_, n) => n));
}, 120_000);
