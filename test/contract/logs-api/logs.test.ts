import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { encodeStreamName } from '../../../core/stream-name.ts';
import { accessLine } from '../../logs-api/call-lines.ts';
import { type ContractHost, type GetOptions, startLogsApi, streamName, useHost } from './logs-api-host.ts';
import { startLogsApiOnLambda } from './logs-api-on-lambda.ts';

interface Line {
  readonly fields: Readonly<Record<string, string>>;
  readonly cursor: string;
  readonly realtime_timestamp: number;
}

describe.each([
  ['logs serve', startLogsApi],
  ['Lambda behind API Gateway', startLogsApiOnLambda],
])('on %s', (_, startHost) => {
  const api = useHost<ContractHost>(startHost);
  const REQUEST = '4b9e2c1a-1111-4222-8333-444455556666';
  const create = streamName();
  const older = streamName();
  const versioned = streamName('7');
  const start = Date.now() - 60_000;

  const logged = (level: string, message: string, requestId?: string) =>
    JSON.stringify({ level, message, ...(requestId !== undefined && { requestId }) });

  const MESSAGES = [
    logged('INFO', 'one', REQUEST),
    logged('WARN', 'two', REQUEST),
    'three\nover two lines \u001b[31mred\u202e',
    logged('ERROR', 'four'),
    'five',
    'six',
  ];

  beforeAll(async () => {
    await api.put('create-logs', older, [{ timestamp: start - 5000, message: 'from an older instance' }]);
    await api.put('create-logs', versioned, [{ timestamp: start - 4000, message: 'from version 7' }]);
    await api.put(
      'create-logs',
      create,
      MESSAGES.map((message, n) => ({ timestamp: start + n, message })),
    );
    await api.put('/aws/lambda/notes-get', streamName(), [{ timestamp: start, message: 'get' }]);
    await api.put('access-logs', 'stream', [
      {
        timestamp: start,
        message: accessLine({ time: start, unique: 'x' })
          .replace('request-x', '99999999-1111-4222-8333-444455556666')
          .replace('lambda-x', REQUEST),
      },
    ]);
    await api.put('quiet-logs', 'stream', [{ timestamp: start, message: 'quiet' }]);
  });

  const asOperator = (path: string, options: GetOptions = {}) => api.get(path, { token: 'operator', ...options });

  async function text(path: string, options: GetOptions = {}): Promise<string> {
    const response = await asOperator(path, options);
    expect(response.status, path).toBe(200);
    return response.text();
  }

  async function lines(path: string): Promise<Line[]> {
    const json = await text(path, { headers: { Accept: 'application/json' } });
    return json
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
  }

  const messages = async (path: string) => (await lines(path)).map(({ fields }) => fields.MESSAGE);
  const file = (name: string, stream = create) =>
    `/logs/v2/functions/notes-create/streams/${encodeStreamName(stream)}/${name}`;

  describe('GET /logs/v2/component', () => {
    it('lists the logs that the token may read', async () => {
      const response = await asOperator('/logs/v2/component');
      expect(await response.json()).toEqual([
        { name: 'lambda/notes-create', kind: 'function', logGroup: 'create-logs' },
        { name: 'lambda/notes-get', kind: 'function', logGroup: '/aws/lambda/notes-get' },
        { name: 'lambda/quiet', kind: 'function', logGroup: 'quiet-logs' },
        { name: 'access/notes/prod', kind: 'access', logGroup: 'access-logs' },
        { name: 'api-gateway/notes/prod', kind: 'execution', logGroup: 'API-Gateway-Execution-Logs_a/prod' },
      ]);
    });

    it('returns the log of a component, oldest line first, as text by default', async () => {
      const response = await asOperator('/logs/v2/component/lambda/notes-create?limit=3');
      expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
      const time = (ms: number) => new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
      expect(await response.text()).toBe(
        `${time(start - 5000)}: from an older instance\n${time(start - 4000)}: from version 7\n${time(start)}: ${MESSAGES[0]}\n`,
      );
    });

    it('escapes control characters in text', async () => {
      expect(await text(`${file('stdout')}?skip=2&limit=1`)).toMatch(/three\nover two lines \\x1b\[31mred\\u202e\n$/);
    });

    it('also finds a log by the name of its group', async () => {
      expect(await messages('/logs/v2/component/aws/lambda/notes-get')).toEqual(['get']);
      expect(await messages('/logs/v2/component/%2Faws%2Flambda%2Fnotes-get')).toEqual(['get']);
    });

    it('returns 404 for an unknown name, and for a log group that does not exist any more', async () => {
      expect((await asOperator('/logs/v2/component/lambda/none')).status).toBe(404);
      expect((await asOperator('/logs/v2/component/api-gateway/notes/prod')).status).toBe(404);
    });
  });

  describe('lines as JSON', () => {
    it('have fields, a cursor, and a time in microseconds', async () => {
      const [first] = await lines(file('stdout'));
      expect(first).toEqual({
        fields: {
          MESSAGE: MESSAGES[0],
          LEVEL: 'INFO',
          FUNCTION: 'notes-create',
          LOG_GROUP: 'create-logs',
          LOG_STREAM: create,
          REQUEST_ID: REQUEST,
          FILE: 'stdout',
        },
        cursor: expect.stringMatching(/^[\w-]{74}$/),
        realtime_timestamp: start * 1000,
      });
    });

    it.each([
      ['application/json', 'application/json; charset=utf-8'],
      ['application/x-ndjson', 'application/json; charset=utf-8'],
      ['text/plain;q=0.5, application/json', 'application/json; charset=utf-8'],
      ['application/json;q=0.5, text/*', 'text/plain; charset=utf-8'],
      ['text/event-stream;q=0, */*', 'text/plain; charset=utf-8'],
      ['image/png', 'text/plain; charset=utf-8'],
      ['nonsense;;q=x,,', 'text/plain; charset=utf-8'],
    ])('are chosen by Accept: %s', async (accept, type) => {
      const response = await asOperator('/logs/v2/component/lambda/quiet', { headers: { Accept: accept } });
      expect(response.headers.get('content-type')).toBe(type);
      await response.arrayBuffer();
    });
  });

  describe('cursor, skip, limit and filter', () => {
    const all = MESSAGES;

    it.each([
      ['', all],
      ['?cursor=BEG', all],
      ['?skip=2', all.slice(2)],
      ['?skip=1&limit=2', all.slice(1, 3)],
      ['?skip=-3', all],
      ['?cursor=END&skip=-1', all.slice(-1)],
      ['?cursor=END&skip=-4&limit=2', all.slice(2, 4)],
      ['?cursor=END&skip=-10000', all],
      ['?filter=LEVEL:INFO', [all[0]]],
      ['?filter=LEVEL:INFO&filter=LEVEL:WARN', all.slice(0, 2)],
      [`?filter=LEVEL:WARN&filter=REQUEST_ID:${REQUEST}`, [all[1]]],
      ['?filter=MESSAGE:five', ['five']],
      [`?filter=LOG_STREAM:${encodeURIComponent(create)}&filter=FILE:stdout&limit=1`, all.slice(0, 1)],
      ['?cursor=END&skip=-1&filter=LEVEL:WARN', [all[1]]],
      ['?filter=LEVEL:INFO&filter=LEVEL:ERROR&skip=1', [all[3]]],
    ])('%s', async (query, expected) => {
      expect(await messages(`${file('stdout')}${query}`)).toEqual(expected.map((message) => message));
    });

    it.each([
      ['?cursor=END', 204],
      ['?skip=6', 204],
      ['?filter=LEVEL:DEBUG', 204],
      ['?filter=MESSAGE:', 204],
      ['?cursor=nonsense', 400],
      ['?cursor=', 400],
      [`?cursor=${'A'.repeat(74)}`, 400],
      [`?cursor=${'A'.repeat(300)}`, 400],
      ['?cursor=BEG&cursor=END', 400],
      ['?limit=0', 400],
      ['?limit=100001', 400],
      ['?limit=1.5', 400],
      ['?skip=10001', 400],
      ['?skip=-10001', 400],
      ['?skip=x', 400],
      ['?filter=LEVEL', 400],
      ['?filter=LEVEL:a:b', 400],
      ['?filter=SECRET:x', 400],
      ['?filter=toString:x', 400],
      [`?filter=MESSAGE:${'x'.repeat(1100)}`, 400],
    ])('%s returns %i', async (query, status) => {
      const response = await asOperator(`${file('stdout')}${query}`);
      expect(response.status).toBe(status);
      if (status === 204) expect(await response.text()).toBe('');
      else expect(await response.json()).toEqual({ error: 'invalid-request-error', info: expect.any(String) });
    });

    it('continue after the line of a cursor, on every host with the same key', async () => {
      const second = await api.startAnother();
      let cursor = 'BEG';
      const read: (string | undefined)[] = [];
      for (let round = 0; round < all.length; round += 1) {
        const base = round % 2 ? second.url : '';
        const [line] = await lines(`${base}${file('stdout')}?limit=1&cursor=${cursor}`);
        read.push(line?.fields.MESSAGE);
        cursor = line?.cursor ?? '';
      }
      expect(read).toEqual(all);
      expect((await asOperator(`${file('stdout')}?cursor=${cursor}`)).status).toBe(204);
      expect(await messages(`${file('stdout')}?cursor=${cursor}&skip=-2`)).toEqual(all.slice(-2));
    });

    it('find an event that arrives after a line, but has an older timestamp', async () => {
      const stream = streamName();
      await api.put('quiet-logs', stream, [{ timestamp: Date.now(), message: 'prompt' }]);
      const path = `/logs/v2/functions/quiet/streams/${encodeStreamName(stream)}/stdout`;
      const [prompt] = await lines(path);
      await api.put('quiet-logs', stream, [{ timestamp: Date.now() - 240_000, message: 'late' }]);
      expect(await messages(`${path}?cursor=${prompt?.cursor}`)).toEqual(['late']);
    });

    it('do not accept a cursor that is forged, cut, or from another log', async () => {
      const [line] = await lines(file('stdout'));
      const cursor = line?.cursor ?? '';
      const flipped = (index: number) => {
        const bytes = Buffer.from(cursor, 'base64url');
        bytes[index] = (bytes[index] ?? 0) ^ 1;
        return bytes.toString('base64url');
      };
      const forged = [0, 5, 30, 40, 54].map(flipped);
      for (const bad of [...forged, cursor.slice(0, -1), `${cursor}A`, cursor.slice(1)]) {
        expect((await asOperator(`${file('stdout')}?cursor=${bad}`)).status).toBe(400);
        expect((await asOperator(file('stdout'), { headers: { 'Last-Event-ID': bad } })).status).toBe(400);
      }
      expect((await asOperator(`${file('stderr')}?cursor=${cursor}`)).status).toBe(400);
      expect((await asOperator(`/logs/v2/component/lambda/notes-create?cursor=${cursor}`)).status).toBe(400);
      expect((await asOperator(`${file('stdout')}?cursor=${cursor}`)).status).toBe(200);
    });
  });

  describe('GET /logs/v2/functions/{fn}/streams/{stream}/{file}', () => {
    it('returns one log stream of a function: all lines, or lines from the level WARN', async () => {
      expect(await messages(file('stdout'))).toEqual(MESSAGES);
      expect(await messages(file('stderr'))).toEqual([MESSAGES[1], MESSAGES[3]]);
      expect(await messages(file('stdout', older))).toEqual(['from an older instance']);
    });

    it("returns the access log of the function's API", async () => {
      const [line] = await lines(file('access'));
      expect(line?.fields).toMatchObject({ FILE: 'access', LOG_GROUP: 'access-logs', LEVEL: 'INFO' });
      expect((await asOperator('/logs/v2/functions/quiet/streams/c3RyZWFt/access')).status).toBe(404);
    });

    it.each([
      file('stdout', streamName()),
      file('stdin'),
      file('stdout', create.slice(0, -1)),
      `/logs/v2/functions/none/streams/${encodeStreamName(create)}/stdout`,
      `/logs/v2/functions/notes-get/streams/${encodeStreamName(create)}/stdout`,
      `/logs/v2/functions/notes-create/streams/${encodeURIComponent(create)}/stdout`,
    ])('returns 404 or 400 for a log that does not exist: %s', async (path) => {
      expect([400, 404]).toContain((await asOperator(path)).status);
    });

    it('returns a gzip file with a safe name', async () => {
      const response = await asOperator(`${file('stderr')}/download?limit=1`);
      expect(response.headers.get('content-disposition')).toBe('attachment; filename="notes-create-stderr.log.gz"');
      expect(response.headers.get('content-type')).toBe('application/gzip');
      expect(gunzipSync(await response.arrayBuffer()).toString()).toMatch(/^[\d: -]{19}: .*"two".*\n$/);
      expect((await asOperator(`${file('stderr')}/download?filter=LEVEL:FATAL`)).status).toBe(204);
    });
  });

  describe('GET /logs/v2/task/{id}', () => {
    it.each([
      ['notes-create', create],
      ['notes-create:$LATEST', create],
      ['notes-create:7', versioned],
      ['notes-create:live', versioned],
      [REQUEST, create],
      ['99999999-1111-4222-8333-444455556666', create],
    ])('%s redirects to a log stream, and keeps the query string', async (id, stream) => {
      const response = await asOperator(`/logs/v2/task/${id}?limit=1&filter=LEVEL:INFO`);
      expect(response.status).toBe(303);
      const location = new URL(response.headers.get('location') ?? '', `${api.url}/logs/v2/task/${id}`);
      expect(location.pathname).toBe(`${new URL(api.url).pathname.replace(/\/$/, '')}${file('stdout', stream)}`);
      // API Gateway gives the function the parsed parameters, so the text may differ.
      expect([...location.searchParams]).toEqual([
        ['limit', '1'],
        ['filter', 'LEVEL:INFO'],
      ]);
    });

    it('redirects to the requested file, and a client can follow the redirect', async () => {
      const response = await asOperator('/logs/v2/task/notes-create/file/stderr?limit=1', { redirect: 'follow' });
      expect(await response.text()).toContain('"two"');
      expect((await asOperator('/logs/v2/task/notes-create/file/stdin')).status).toBe(400);
    });

    it.each(['none', 'notes-create:dead', 'notes-create:99', '11111111-1111-4222-8333-444455556666'])(
      'returns 404 for %s',
      async (id) => {
        expect((await asOperator(`/logs/v2/task/${id}`)).status).toBe(404);
      },
    );
  });
});
