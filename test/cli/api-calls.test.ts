import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiCall } from '../../core/calls/api-call.ts';
import { type ApiRequest, type ApiResponse, NotesStacks } from './notes-stacks.ts';

const stacks = new NotesStacks();
beforeAll(() => stacks.start({ authorizes: true }));
afterAll(() => stacks.stop());

type ShownCall = ApiCall & { readonly missing?: readonly string[]; readonly records?: readonly { message: string }[] };

const callsIn = (stdout: string): ShownCall[] =>
  stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

async function callOf(requestId: string): Promise<ShownCall> {
  const { stdout } = await stacks.logs('api', '--output', 'json');
  const call = callsIn(stdout).find((each) => each.requestId === requestId);
  if (!call) throw new Error(`no call ${requestId} in ${stdout}`);
  return call;
}

describe('1,000 mixed requests by 50 clients', () => {
  const REQUESTS = 1000;
  const CLIENTS = 50;
  const KINDS: readonly ((n: number) => ApiRequest)[] = [
    (n) => ({ method: 'POST', path: '/notes', body: JSON.stringify({ content: `note ${n}` }) }),
    (n) => ({ method: 'POST', path: '/notes', body: JSON.stringify({ content: '', n }) }),
    (n) => ({ method: 'GET', path: `/notes/nothing-${n}` }),
    (n) => ({ method: 'DELETE', path: `/notes/nothing-${n}` }),
    (n) => ({ method: 'GET', path: `/nowhere-${n}` }),
    (n) => (n % 50 === 5 ? { method: 'GET', path: '/notes/x?simulate=error' } : { method: 'GET', path: `/notes/${n}` }),
  ];

  const exchanges = new Map<string, { readonly sent: ApiRequest; readonly response: ApiResponse }>();
  let followed: ShownCall[] = [];
  let readBack: ShownCall[] = [];

  beforeAll(async () => {
    const following = stacks.following('api', '-f', '--expand', '--output', 'json', '--since', '1s');
    await following.until(({ stderr }) => stderr.includes('following'));
    let next = 0;
    await Promise.all(
      Array.from({ length: CLIENTS }, async (_, client) => {
        for (let n = next++; n < REQUESTS; n = next++) {
          const sent = {
            ...(KINDS[n % KINDS.length] as (n: number) => ApiRequest)(n),
            headers: { 'X-User': `user-${client}` },
          };
          const response = await stacks.send(sent);
          exchanges.set(response.requestId, { sent, response });
        }
      }),
    );
    await following.until(({ lines }) => lines >= REQUESTS);
    followed = callsIn((await following.interrupt()).stdout);
    readBack = callsIn((await stacks.logs('api', '--expand', '--output', 'json')).stdout);
  }, 120_000);

  it.each([
    ['followed', () => followed],
    ['read back', () => readBack],
  ])('give one complete call each, with the sent bodies, statuses and users, when they are %s', (_, calls) => {
    expect(exchanges.size).toBe(REQUESTS);
    const shown = new Map(calls().map((call) => [call.requestId, call]));
    expect(calls()).toHaveLength(REQUESTS);
    expect(shown.size).toBe(REQUESTS);
    expect(new Set(calls().map(({ id }) => id)).size).toBe(REQUESTS);
    expect(calls().filter(({ missing }) => missing !== undefined)).toEqual([]);
    for (const [requestId, { sent, response }] of exchanges) {
      const call = shown.get(requestId);
      expect(call).toMatchObject({ method: sent.method, status: response.status, source: 'api', ip: '127.0.0.1' });
      expect(call?.url).toMatch(new RegExp(`/prod${sent.path.replace(/\?.*/, '')}$`));
      // A request without a matching route logs no body, and calls no authorizer.
      if (call?.route === null) continue;
      expect(call?.userId).toBe(sent.headers?.['X-User']);
      expect(call?.request).toBe(sent.body ?? null);
      if (response.status < 500) expect(call?.response).toBe(response.body === '' ? null : response.body);
    }
  });

  it('are in order of time when they are read back', () => {
    const times = readBack.map(({ createdAt }) => createdAt);
    expect(times).toEqual([...times].sort());
  });

  it('are filtered by status, method, route and latency', async () => {
    const count = (wanted: (sent: ApiRequest, response: ApiResponse) => boolean) =>
      [...exchanges.values()].filter(({ sent, response }) => wanted(sent, response)).length;
    const shown = async (...filters: string[]) =>
      callsIn((await stacks.logs('api', '--output', 'json', ...filters)).stdout);
    expect(await shown('--status', '5xx')).toHaveLength(count((_, { status }) => status >= 500));
    expect(await shown('--status', '400,403')).toHaveLength(count((_, { status }) => status === 400 || status === 403));
    expect(await shown('--method', 'delete')).toHaveLength(count(({ method }) => method === 'DELETE'));
    expect(await shown('--route', '/notes', '--method', 'POST')).toHaveLength(count(({ method }) => method === 'POST'));
    expect(await shown('--ip', '203.0.113.10')).toEqual([]);
    const byUser = count(({ headers, path }) => headers?.['X-User'] === 'user-7' && path.startsWith('/notes'));
    expect(await shown('--user', 'user-7')).toHaveLength(byUser);
    expect(await shown('--user', 'user-unknown')).toEqual([]);
    for (const { latencyMs } of await shown('--slower-than', '20ms')) expect(latencyMs).toBeGreaterThan(20);
  });
});

describe('logs api', () => {
  it('shows one line per call, with the function, and the cold start of the first call', async () => {
    const { requestId } = await stacks.send({ method: 'PUT', path: '/notes/x', body: '{"content":"y"}' });
    const { stdout, code } = await stacks.logs('api', 'api:notes/prod', '--method', 'PUT');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      new RegExp(
        `^[\\d:.]{12}  404  PUT {4}/notes/{noteId} +\\d+ ms  .*notes-update  .*cold start \\d+ ms.*${requestId.slice(0, 8)}\n$`,
      ),
    );
  });

  it('shows the bodies and the lines of the function under the call', async () => {
    await stacks.send({ method: 'PUT', path: '/notes/x', body: '{"content":""}' });
    const { stdout } = await stacks.logs('api', '--method', 'PUT', '--status', '400', '--expand');
    expect(stdout).toMatch(
      /\n +request {3}{"content":""}\n +response {2}{"error":"invalid-request".*\n +\d+ ms {2}START/,
    );
    expect(stdout).toMatch(/\n +\d+ ms {2}WARN +bad request/);
  });

  it('writes logfmt with the keys of Dapr, in their order', async () => {
    const { stdout } = await stacks.logs('api', '--method', 'PUT', '--status', '404', '--output', 'logfmt');
    expect(stdout).toMatch(
      /^app_id=notes-update code=404 duration=\d+ instance="[^"]+" level=info method="PUT \/notes\/{noteId}" msg="HTTP API Called" scope=tailgate\.api size=\d+ time="[\dT:.-]+Z" type=log useragent=node\n$/,
    );
  });

  it('ends with 1 without calls, and refuses an invalid status, latency and target', async () => {
    expect(await stacks.logs('api', '--status', '418')).toMatchObject({ code: 1, stdout: '' });
    for (const [flag, value] of [
      ['--status', '9'],
      ['--status', '4xx,'],
      ['--slower-than', '5'],
    ] as const) {
      const wrong = await stacks.logs('api', flag, value);
      expect(wrong).toMatchObject({ code: 2, stdout: '' });
      expect(wrong.stderr).toContain(`error: "${value}" is not a `);
    }
    expect(await stacks.logs('api', 'api:nots')).toMatchObject({ code: 4, stdout: '' });
  });
});

describe('logs trace', () => {
  it('finds a request by each of its ids, with the same output', async () => {
    const { requestId } = await stacks.send({ method: 'POST', path: '/notes', body: '{"content":"traced"}' });
    const { functionRequestId, traceId } = await callOf(requestId);
    const { stdout: access } = await stacks.logs('tail', 'api:notes', '--output', 'json', '--grep', requestId);
    const extended = /\\"extendedRequestId\\":\\"([^"\\]+)/.exec(access)?.[1] ?? 'none';
    const { stdout: whole } = await stacks.logs('trace', requestId);
    expect(whole).toMatch(/^POST \/prod\/notes {2}201 {2}\d+ ms {3}\d{4}-\d\d-\d\d [\d:.]{12} /);
    const order = ['access ', 'integration notes-create', 'START', 'note created', 'completed with status 201'];
    expect(order.map((text) => whole.indexOf(text)).every((at, index, all) => at > (all[index - 1] ?? 0))).toBe(true);
    for (const id of [
      extended,
      functionRequestId ?? '',
      traceId ?? '',
      `Root=${traceId};Sampled=1`,
      requestId.slice(0, 8),
      functionRequestId?.slice(0, 8) ?? '',
    ]) {
      expect((await stacks.logs('trace', id)).stdout).toBe(whole);
    }
  });

  it('shows the error of a function with its stack, and every line with --all', async () => {
    const { requestId } = await stacks.send({ method: 'GET', path: '/notes/x?simulate=error' });
    const { stdout } = await stacks.logs('trace', requestId);
    expect(stdout).toMatch(
      /function +ERROR +end notes-get +TypeError: Cannot read properties of undefined.*\n +at .*simulate-failure\.ts:\d+:\d+/,
    );
    expect(stdout.match(/\n +at .*simulate-failure\.ts/g)).toHaveLength(1);
    expect(stdout).not.toContain('Successfully completed execution');
    expect((await stacks.logs('trace', requestId, '--all')).stdout).toContain('Extended Request Id: ');
    const { stdout: json } = await stacks.logs('trace', requestId, '--output', 'json');
    const [call] = callsIn(json);
    expect(call).toMatchObject({ requestId, status: 502, error: expect.stringContaining('TypeError') });
    expect(call?.missing).toBeUndefined();
    expect(call?.records?.map(({ message }) => message)).toContainEqual(expect.stringContaining('platform.report'));
  });

  it('finds an invocation when only the function is named', async () => {
    const { requestId } = await stacks.send({ method: 'POST', path: '/notes', body: '{"content":"one"}' });
    const { functionRequestId } = await callOf(requestId);
    const { stdout } = await stacks.logs('trace', functionRequestId ?? '', 'notes-create');
    expect(stdout).toMatch(/function +INFO +note created/);
    expect(stdout).not.toContain('execution');
  });

  it('reports an unknown request, and an invalid id', async () => {
    const unknown = await stacks.logs('trace', '00000000-0000-4000-8000-000000000000');
    expect(unknown).toMatchObject({ code: 1, stdout: '' });
    expect(unknown.stderr).toContain('No request "00000000-0000-4000-8000-000000000000" in this time range.');
    for (const id of ['x', '"; drop', 'a'.repeat(200)])
      expect(await stacks.logs('trace', id)).toMatchObject({ code: 2, stdout: '' });
    expect(await stacks.logs('trace', '4b9e2c1a', 'api:nots')).toMatchObject({ code: 4 });
  });
});

describe('secrets', () => {
  const SECRETS = {
    authorization: 'Bearer planted-bearer-4f1c9a',
    cookie: 'session=planted-cookie-7b2e; theme=dark',
    'x-amz-security-token': 'planted-session-token-99aa',
    'x-api-key': 'planted-api-key-31cc',
    'x-custom-token': 'planted-custom-token-55dd',
  };
  const body = JSON.stringify({
    content: '',
    password: 'planted-password-1a2b',
    nested: { client_secret: 'planted-secret-3c4d', card: { number: 'planted-card-4111' } },
  });
  const planted = /planted-(?!card)[\w-]+/;

  it('in headers and bodies are in no output of api and trace', async () => {
    const { requestId } = await stacks.send({ method: 'POST', path: '/notes', body, headers: SECRETS });
    const outputs = [
      ['api', '--expand'],
      ['api', '--expand', '--output', 'json'],
      ['api', '--output', 'logfmt'],
      ['trace', requestId],
      ['trace', requestId, '--all'],
      ['trace', requestId, '--output', 'json'],
    ];
    // The log contains them.
    expect((await stacks.logs('tail', 'api:notes', '--grep', requestId)).stdout).toMatch(planted);
    for (const args of outputs) {
      const { stdout } = await stacks.logs(...args);
      expect(stdout).toContain(args[0] === 'trace' || args.includes('logfmt') ? 'notes' : requestId.slice(0, 8));
      expect(planted.exec(stdout)).toBeNull();
    }
  });

  const part = (name: string, content: string) =>
    `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${content}\r\n`;
  const BODIES: readonly (readonly [shape: string, body: string, kept: string])[] = [
    [
      'pairs, lists, XML and YAML',
      JSON.stringify({
        content: '',
        tags: [{ Value: 'planted-tag-1f', Key: 'DbPassword' }],
        entries: [['client_secret', 'planted-entry-2e']],
        xml: '<login password="planted-attribute-3d"><ns:Token a="b">planted-element-4c</ns:Token></login>',
        yaml: 'stage: kept\npassword: my planted-line-5b\n',
        inner: JSON.stringify({ body: JSON.stringify({ name: 'api_key', value: 'planted-inner-6a' }) }),
      }),
      'stage: kept',
    ],
    [
      'a form',
      'note=kept&user%5Bpassword%5D=planted-field-7f&f=%7B%22pwd%22%3A%22planted-encoded-8e%22%7D',
      'note=kept',
    ],
    ['a multipart form', `${part('password', 'planted-part-9d')}${part('note', 'kept')}--b--`, 'kept'],
    [
      'a body that is cut off',
      JSON.stringify({ content: '', a: 'kept '.repeat(170), password: 'planted-cut-0c'.repeat(20) }),
      'kept',
    ],
  ];

  it.each(BODIES)('in %s are in no output either', async (_, sent, kept) => {
    const { requestId } = await stacks.send({ method: 'POST', path: '/notes', body: sent });
    expect((await stacks.logs('tail', 'api:notes', '--grep', requestId)).stdout).toMatch(planted);
    for (const args of [
      ['trace', requestId, '--all', '--output', 'json'],
      ['api', '--expand', '--status', '400'],
    ]) {
      const { stdout } = await stacks.logs(...args);
      expect(stdout).toContain(kept);
      expect(planted.exec(stdout)).toBeNull();
    }
  });

  it('include the values that --redact names', async () => {
    const { requestId } = await stacks.send({ method: 'POST', path: '/notes', body });
    expect((await stacks.logs('trace', requestId)).stdout).toContain('planted-card');
    for (const args of [
      ['trace', requestId],
      ['api', '--expand', '--status', '400'],
    ]) {
      const { stdout } = await stacks.logs(...args, '--redact', 'request.nested.card.number');
      const own = stdout.split('\n').filter((line) => line.includes('request ') && line.includes('nested'));
      expect(own.length).toBeGreaterThan(0);
      expect(own.join('\n')).not.toContain('planted-card');
    }
  });
});
