import { once } from 'node:events';
import type { OutgoingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startLogsServer } from '../../../cli/logs-api/logs-server.ts';
import { createEndpoint } from '../../../local/endpoint.ts';
import { HttpApiServer } from '../../../local/gateway/http/api-server.ts';
import { readHttpApis } from '../../../local/gateway/http/read-template.ts';
import { RestApiServer } from '../../../local/gateway/rest/api-server.ts';
import { readRestApis } from '../../../local/gateway/rest/read-template.ts';
import { close, listen } from '../../../local/http/loopback.ts';
import { RequestGuard, type ServiceAccess } from '../../../local/http/request-guard.ts';
import { httpApiResources } from '../gateway/http/start-http-api.ts';
import { restApiResources } from '../gateway/rest/rest-api-resources.ts';
import { call, serveApi } from '../gateway/shared/serve-api.ts';

const EVIL = 'https://evil.example';
const NAMED = 'https://named.example';
const ACCESS = {
  allowedOrigins: [NAMED, 'capacitor://localhost'],
  allowedHosts: ['shop.tunnel.example', '.dev.example'],
};
const FORM = 'application/x-www-form-urlencoded';

/** A server, and what it executed. */
interface Subject {
  readonly url: string;
  readonly executed: readonly unknown[];
  readonly notices: readonly string[];
}

async function startEndpoint(access: Omit<ServiceAccess, 'notice'> = { corsOrigins: [NAMED] }): Promise<Subject> {
  const executed: unknown[] = [];
  const notices: string[] = [];
  const guard = RequestGuard.forService({ ...access, notice: (line) => notices.push(line) });
  const service = {
    accepts: () => true,
    handle(...[, response, summary]: Parameters<Parameters<typeof createEndpoint>[0][0]['handle']>) {
      executed.push(summary);
      response.writeHead(200, { 'x-amzn-RequestId': 'id' }).end('{}');
    },
  };
  const server = createEndpoint([service], guard);
  onTestFinished(() => close(server));
  const url = await listen(server, 0);
  return { url: `${url}/2015-03-31/functions/notes-create/invocations`, executed, notices };
}

async function startLogsApi(): Promise<Subject> {
  const executed: unknown[] = [];
  const notices: string[] = [];
  const fetch = (request: Request) => {
    executed.push(request.url);
    return new Response('{}');
  };
  const access = { corsOrigins: [NAMED], notice: (line: string) => void notices.push(line) };
  const server = await startLogsServer({ fetch }, 0, access);
  onTestFinished(() => server.close());
  return { url: `${server.url}/logs/api`, executed, notices };
}

/** @param path `/any` has no OPTIONS method with CORS headers; that of `/notes` allows all origins. */
async function startRestApi(
  path = '/any',
  extra: Parameters<typeof restApiResources>[0]['extra'] = [],
): Promise<Subject> {
  const { apis } = readRestApis(restApiResources({ extra }));
  const { url, events, notices } = await serveApi(RestApiServer, apis, () => ({ statusCode: 200 }), false, ACCESS);
  return { url: `${url}/prod${path}`, executed: events, notices };
}

async function startHttpApi(cors?: Parameters<typeof httpApiResources>[0]['cors']): Promise<Subject> {
  // The authorizer of an ANY route also receives preflights.
  const routes = { 'ANY /any': { to: 'any', guarded: true as const } };
  const authorizer = { AuthorizerPayloadFormatVersion: '2.0', EnableSimpleResponses: true, IdentitySource: [] };
  const { apis } = readHttpApis(httpApiResources({ routes, authorizer, ...(cors && { cors }) }));
  const invoke = (_: object, name: string) => (name === 'authorizer' ? { isAuthorized: true } : 'fine');
  const { url, events, notices } = await serveApi(HttpApiServer, apis, invoke, false, ACCESS);
  return { url: `${url}/any`, executed: events, notices };
}

const SERVICES = { 'the AWS endpoint': startEndpoint, 'the Logs API': startLogsApi };
const APIS = { 'a REST API': startRestApi, 'an HTTP API': startHttpApi };

/** The headers of a request: those of `shared`, and those of each kind of request below. Recorded from Chromium 147 with a page and a
 *  server on 127.0.0.1. Secure pages send no Referer to `http:`, and their forms have `Origin: null`. WebSockets have no Sec-Fetch
 *  headers. */
const browser = {
  fetch: (origin: string, site = 'cross-site') => fetchMetadata(site, 'cors', 'empty', { Origin: origin }),
  noCorsFetch: (origin: string, site = 'cross-site') =>
    fetchMetadata(site, 'no-cors', 'empty', { Origin: origin, 'Content-Type': 'text/plain;charset=UTF-8' }),
  image: (Referer?: string, site = 'cross-site') =>
    fetchMetadata(site, 'no-cors', 'image', { ...(Referer && { Referer }) }),
  frame: (Referer?: string) => fetchMetadata('cross-site', 'navigate', 'iframe', { ...(Referer && { Referer }) }),
  link: (Referer?: string) => fetchMetadata('cross-site', 'navigate', 'document', { ...(Referer && { Referer }) }),
  form: (Origin: string, type = FORM) =>
    fetchMetadata('cross-site', 'navigate', 'document', { Origin, 'Content-Type': type, 'Sec-Fetch-User': '?1' }),
  webSocket: (Origin: string) => ({
    Origin,
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    'Sec-WebSocket-Version': '13',
  }),
};

function fetchMetadata(
  site: string,
  mode: string,
  destination: string,
  more: OutgoingHttpHeaders,
): OutgoingHttpHeaders {
  return { 'Sec-Fetch-Site': site, 'Sec-Fetch-Mode': mode, 'Sec-Fetch-Dest': destination, ...more };
}

type Answer = 'accepts' | 'refuses';
type Case = [title: string, method: string, headers: OutgoingHttpHeaders, service: Answer, api: Answer];

/** `PORT` stands for the port of the server. */
const CASES: Case[] = [
  ['a program', 'POST', {}, 'accepts', 'accepts'],
  ['a program that sends a Referer', 'GET', { Referer: `${EVIL}/` }, 'accepts', 'accepts'],
  ['a URL that the user typed', 'GET', fetchMetadata('none', 'navigate', 'document', {}), 'accepts', 'accepts'],
  ['its own page that reads', 'GET', fetchMetadata('same-origin', 'cors', 'empty', {}), 'accepts', 'accepts'],
  ['its own page', 'POST', browser.fetch('http://127.0.0.1:PORT', 'same-origin'), 'accepts', 'accepts'],

  // The attack: no preflight, and executed before the fix.
  ['another page, without CORS', 'POST', browser.noCorsFetch(EVIL), 'refuses', 'refuses'],
  ['another page with HTTP', 'POST', browser.noCorsFetch('http://evil.example:8080'), 'refuses', 'refuses'],
  ['another page, with CORS', 'POST', browser.fetch(EVIL), 'refuses', 'refuses'],
  [
    'the preflight of another page',
    'OPTIONS',
    { ...browser.fetch(EVIL), 'Access-Control-Request-Method': 'PUT' },
    'refuses',
    'refuses',
  ],
  ['another page in a browser without Fetch Metadata', 'POST', { Origin: EVIL }, 'refuses', 'refuses'],
  ['another page that says it is the same site', 'POST', browser.noCorsFetch(EVIL, 'same-site'), 'refuses', 'refuses'],
  ['a sandboxed frame', 'POST', browser.noCorsFetch('null'), 'refuses', 'refuses'],
  ['a file', 'GET', browser.fetch('null'), 'refuses', 'refuses'],
  ['an image of another page', 'GET', browser.image(), 'refuses', 'refuses'],
  ['an image of another page with a Referer', 'GET', browser.image('http://evil.example/'), 'refuses', 'refuses'],
  ['a frame in another page', 'GET', browser.frame(), 'refuses', 'refuses'],
  ['a WebSocket of another page', 'GET', browser.webSocket(EVIL), 'refuses', 'refuses'],
  ['a browser extension', 'GET', browser.fetch('chrome-extension://abcdefghijklmnop'), 'refuses', 'refuses'],
  ['an unknown relation', 'GET', fetchMetadata('other-site', 'cors', 'empty', {}), 'refuses', 'refuses'],

  ['a page on another port', 'POST', browser.fetch('http://localhost:5173'), 'refuses', 'accepts'],
  [
    'a page on another port, without CORS',
    'POST',
    browser.noCorsFetch('http://127.0.0.1:5173', 'same-site'),
    'refuses',
    'accepts',
  ],
  ['a page on this machine with HTTPS', 'POST', browser.fetch('https://localhost:5173'), 'refuses', 'accepts'],
  ['a page on this machine with IPv6', 'POST', browser.fetch('http://[::1]:5173'), 'refuses', 'accepts'],
  ['a page of a name below localhost', 'POST', browser.fetch('http://shop.localhost:5173'), 'refuses', 'accepts'],
  ['an image of a page on this machine', 'GET', browser.image('http://localhost:5173/'), 'refuses', 'accepts'],
  [
    'an image of a page on another port that sends no Referer',
    'GET',
    browser.image(undefined, 'same-site'),
    'refuses',
    'accepts',
  ],
  ['a frame in a page on this machine', 'GET', browser.frame('http://localhost:5173/'), 'refuses', 'accepts'],
  ['a WebSocket of a page on this machine', 'GET', browser.webSocket('http://localhost:5173'), 'refuses', 'accepts'],
  ['an app with its own scheme that says localhost', 'GET', browser.fetch('ionic://localhost'), 'refuses', 'refuses'],

  ['a name that starts with localhost', 'POST', browser.fetch('http://localhost.evil.example'), 'refuses', 'refuses'],
  ['a name that ends with localhost', 'POST', browser.fetch('http://evillocalhost'), 'refuses', 'refuses'],
  ['a name that starts with 127', 'POST', browser.fetch('http://127.0.0.1.evil.example'), 'refuses', 'refuses'],
  ['an origin with a user name', 'POST', browser.fetch('http://localhost@evil.example'), 'refuses', 'refuses'],
  ['an origin with a path', 'POST', browser.fetch('http://localhost/'), 'refuses', 'refuses'],
  ['several origins', 'POST', { Origin: ['http://localhost', EVIL] }, 'refuses', 'refuses'],
  ['an empty origin', 'POST', { Origin: '' }, 'refuses', 'refuses'],

  ['a page that the user named', 'POST', browser.fetch(NAMED), 'accepts', 'accepts'],
  ['a page below a named one', 'POST', browser.fetch('https://a.named.example'), 'refuses', 'refuses'],
  ['a named page on another port', 'POST', browser.fetch(`${NAMED}:8443`), 'refuses', 'refuses'],
  ['a named page without TLS', 'POST', browser.fetch('http://named.example'), 'refuses', 'refuses'],
  ['an app that the user named', 'POST', browser.fetch('capacitor://localhost'), 'refuses', 'accepts'],

  ['a link, or the redirect of a login', 'GET', browser.link('http://login.example/'), 'refuses', 'accepts'],
  ['a link in a secure page', 'GET', browser.link(), 'refuses', 'accepts'],
  // https://openid.net/specs/oauth-v2-form-post-response-mode-1_0.html
  ['the form of a login', 'POST', browser.form('null'), 'refuses', 'accepts'],
  ['a form that looks like JSON', 'POST', browser.form('null', 'text/plain'), 'refuses', 'refuses'],
  ['a form with files', 'POST', browser.form('null', 'multipart/form-data; boundary=a'), 'refuses', 'refuses'],
  [
    'a form of a page on this machine, as text',
    'POST',
    browser.form('http://localhost:5173', 'text/plain'),
    'refuses',
    'accepts',
  ],
  // https://wicg.github.io/nav-speculation/prefetch.html#sec-purpose-header
  [
    'a page that is loaded before the user opens it',
    'GET',
    { ...browser.link(), 'Sec-Purpose': 'prefetch;prerender' },
    'refuses',
    'refuses',
  ],

  ['localhost', 'GET', { Host: 'localhost:PORT' }, 'accepts', 'accepts'],
  ['localhost in upper case, absolute, and without a port', 'GET', { Host: 'LOCALHOST.' }, 'accepts', 'accepts'],
  ['a name below localhost', 'GET', { Host: 'id.execute-api.localhost:PORT' }, 'accepts', 'accepts'],
  ['an IPv6 address', 'GET', { Host: '[::1]:PORT' }, 'accepts', 'accepts'],
  ['another loopback address', 'GET', { Host: '127.0.0.2:PORT' }, 'accepts', 'accepts'],
  // DNS rebinding: the browser believes that the page and the server have the same origin.
  [
    'the name of another page',
    'POST',
    { Host: 'evil.example:PORT', ...browser.fetch('http://evil.example:PORT', 'same-origin') },
    'refuses',
    'refuses',
  ],
  ['the name of another page, from a program', 'GET', { Host: 'evil.example' }, 'refuses', 'refuses'],
  ['an address of a network', 'GET', { Host: '192.168.1.7:PORT' }, 'refuses', 'refuses'],
  ['an address that also means this machine', 'GET', { Host: '0.0.0.0:PORT' }, 'refuses', 'refuses'],
  ['a host with a user name', 'GET', { Host: 'localhost@evil.example' }, 'refuses', 'refuses'],
  ['a host with a user name of another host', 'GET', { Host: 'evil.example@localhost' }, 'refuses', 'refuses'],
  ['a host with a path', 'GET', { Host: 'localhost/evil.example' }, 'refuses', 'refuses'],
  ['a host that starts with localhost', 'GET', { Host: 'localhost.evil.example' }, 'refuses', 'refuses'],
  ['a host that ends with localhost', 'GET', { Host: 'evillocalhost' }, 'refuses', 'refuses'],
  ['a host that the user named', 'GET', { Host: 'shop.tunnel.example' }, 'refuses', 'accepts'],
  ['a host below one that the user named', 'GET', { Host: 'A.B.dev.example:443' }, 'refuses', 'accepts'],
  ['a host next to one that the user named', 'GET', { Host: 'other.tunnel.example' }, 'refuses', 'refuses'],
  [
    'a page of a named host',
    'POST',
    { Host: 'shop.tunnel.example', ...browser.fetch('https://shop.tunnel.example', 'same-origin') },
    'refuses',
    'accepts',
  ],
  [
    'a page of another host below the named one',
    'POST',
    { Host: 'a.dev.example', ...browser.fetch('https://b.dev.example', 'same-site') },
    'refuses',
    'refuses',
  ],
  [
    'an image of another page, on a named host',
    'GET',
    { Host: 'a.dev.example', ...browser.image(undefined, 'same-site') },
    'refuses',
    'refuses',
  ],
];

describe.each([
  ...Object.entries(SERVICES).map(([name, start]) => ({ name, start, column: 3 })),
  ...Object.entries(APIS).map(([name, start]) => ({ name, start, column: 4 })),
])('$name', ({ start, column }) => {
  it.each(CASES.map((row) => [row[column], ...row] as const))('%s %s', async (expected, _, method, headers) => {
    const { url, executed, notices } = await start();
    const { port } = new URL(url);
    const sent = JSON.parse(JSON.stringify(headers).replaceAll('PORT', port));
    const { status, headers: received, text } = await call(url, { method, headers: sent });
    expect({ status, times: executed.length > 0, notices: notices.length }).toEqual(
      expected === 'accepts' ? { status: 200, times: true, notices: 0 } : { status: 403, times: false, notices: 1 },
    );
    if (expected === 'accepts') return;
    expect(Object.keys(received).filter((name) => name.startsWith('access-control'))).toEqual([]);
    expect(JSON.parse(text)).toEqual(expect.any(Object));
  });

  it.each([
    ['two Host headers', 'GET PATH HTTP/1.1', ['Host: localhost', 'Host: evil.example'], /^HTTP\/1\.1 403/],
    ['an empty Host header', 'GET PATH HTTP/1.1', ['Host: '], /^HTTP\/1\.1 403/],
    ['no Host header', 'GET PATH HTTP/1.0', [], /^HTTP\/1\.1 403/],
    ['another host in an absolute URL', 'GET http://evil.examplePATH HTTP/1.1', ['Host: localhost'], /^HTTP\/1\.1 403/],
  ])('refuses a request with %s', async (_, line, headers, expected) => {
    const { url, executed } = await start();
    const { port, pathname } = new URL(url);
    const socket = connect(Number(port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write([line.replace('PATH', pathname), ...headers, 'Connection: close', '', ''].join('\r\n'));
    expect(await text(socket)).toMatch(expected);
    expect(executed).toEqual([]);
  });
});

describe('a refusal', () => {
  const headers = browser.noCorsFetch(EVIL);

  it('of the AWS endpoint is an error of AWS, and names the origin and the flag', async () => {
    const { url, notices } = await startEndpoint();
    const response = await call(url, { method: 'POST', headers }, '{}');
    const message = `Requests of the origin "${EVIL}" are refused. To allow them, start the command with --cors-origin ${EVIL}.`;
    expect(response.headers['x-amzn-errortype']).toBe('ForbiddenException');
    expect(JSON.parse(response.text)).toEqual({ __type: 'ForbiddenException', message });
    expect(notices).toEqual([`POST /2015-03-31/functions/notes-create/invocations: ${message}`]);
  });

  it('names no flag that the command does not have', async () => {
    const { url } = await startEndpoint({});
    const sentByPage = await call(url, { headers });
    expect(JSON.parse(sentByPage.text).message).toBe(`Requests of the origin "${EVIL}" are refused.`);
    const sentToHost = await call(url, { headers: { Host: 'evil.example' } });
    expect(JSON.parse(sentToHost.text).message).toBe(
      'The host "evil.example" is refused. Send the request to localhost or 127.0.0.1.',
    );
  });

  it('of the Logs API is an error of the Logs API', async () => {
    const { url } = await startLogsApi();
    const response = await call(url, { headers });
    expect(JSON.parse(response.text)).toEqual({
      error: 'forbidden-error',
      info: expect.stringContaining(`--cors-origin ${EVIL}`),
    });
    expect(response.headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'cache-control': 'no-cache' });
  });

  it.each(Object.entries(APIS))('of %s is an error of API Gateway', async (_, start) => {
    const { url } = await start();
    const byOrigin = await call(url, { method: 'POST', headers });
    expect(JSON.parse(byOrigin.text)).toEqual({ message: expect.stringContaining(`--allow-origin ${EVIL}`) });
    const byHost = await call(url, { headers: { Host: 'Evil.example:80' } });
    expect(JSON.parse(byHost.text)).toEqual({ message: expect.stringContaining('--allow-host evil.example.') });
    const byImage = await call(url, { headers: browser.image() });
    expect(JSON.parse(byImage.text)).toEqual({ message: expect.stringContaining('crossorigin') });
  });

  it('suggests no flag with text that a shell would run', async () => {
    const { url } = await startRestApi();
    for (const origin of ['https://$(reboot).example', 'null', `${EVIL}; reboot`, `${EVIL}/path`]) {
      const { text: body } = await call(url, { headers: { Origin: origin } });
      expect(body).not.toContain('--allow-origin');
    }
    const { text: body } = await call(url, { headers: { Host: '$(reboot).example' } });
    expect(body).not.toContain('--allow-host');
  });

  it('shows long values shortened, without control characters and without the query', async () => {
    const { url, notices } = await startRestApi();
    await call(`${url}?secret=1`, { headers: { Origin: `https://\u009b31m${'x'.repeat(5000)}` } });
    expect(notices).toEqual([expect.stringMatching(/^GET \/prod\/any: Requests of the origin "https:\/\/\?31mx{100}/)]);
    expect(notices[0]?.length).toBeLessThan(400);
  });

  it('has one notice for each origin and host, and no more than 21', async () => {
    const { url, notices } = await startRestApi();
    for (let n = 0; n < 3; n += 1) {
      for (const from of [{ Origin: EVIL }, { Host: 'evil.example' }, browser.image()])
        await call(url, { headers: from });
    }
    expect(notices).toHaveLength(3);
    for (let n = 0; n < 30; n += 1) await call(url, { headers: { Origin: `https://${n}.example` } });
    expect(notices).toHaveLength(21);
    expect(notices.at(-1)).toBe('Requests of more origins and hosts are refused; they are not shown.');
  });
});

describe('the CORS settings of an API', () => {
  const statusOf = async ({ url }: Subject, headers: OutgoingHttpHeaders) => (await call(url, { headers })).status;

  it('of an HTTP API allow its origins, also without CORS', async () => {
    const api = await startHttpApi({ AllowOrigins: ['https://shop.example', 'http://*'] });
    expect(await statusOf(api, browser.fetch('https://shop.example'))).toBe(200);
    expect(await statusOf(api, browser.noCorsFetch('https://shop.example'))).toBe(200);
    expect(await statusOf(api, browser.fetch('http://any.example'))).toBe(200);
    expect(await statusOf(api, browser.fetch('https://shop.example.evil.example'))).toBe(403);
    expect(await statusOf(api, browser.fetch(EVIL))).toBe(403);
    expect(await statusOf(api, browser.fetch('null'))).toBe(403);
    expect(await statusOf(api, browser.image())).toBe(403);
  });

  it('of an HTTP API allow all pages with *, and no other host', async () => {
    const api = await startHttpApi({ AllowOrigins: ['*'] });
    for (const headers of [browser.fetch(EVIL), browser.fetch('null'), browser.image()])
      expect(await statusOf(api, headers)).toBe(200);
    expect(await statusOf(api, { Host: 'evil.example', ...browser.fetch('http://evil.example', 'same-origin') })).toBe(
      403,
    );
  });

  it('of a REST API allow the origins of the MOCK preflight of the resource', async () => {
    expect(await statusOf(await startRestApi('/notes'), browser.fetch(EVIL))).toBe(200);
    expect(await statusOf(await startRestApi('/notes?a=1'), browser.fetch(EVIL))).toBe(200);
    expect(await statusOf(await startRestApi('/notes/7'), browser.fetch(EVIL))).toBe(403);
  });

  it('of a REST API allow all origins of the CDK, which writes them in two places', async () => {
    // Synthesized by aws-cdk-lib 2.276.0 from allowOrigins: ['https://a.example', 'https://b.example'].
    const template =
      '#set($origin = $input.params().header.get("Origin"))\n#if($origin == "")\n  #set($origin = $input.params().header.get("origin"))\n#end\n#if($origin == "https://b.example")\n  #set($context.responseOverride.header.Access-Control-Allow-Origin = $origin)\n#end';
    const IntegrationResponses = [
      {
        StatusCode: '204',
        ResponseParameters: { 'method.response.header.Access-Control-Allow-Origin': "'https://a.example'" },
        ResponseTemplates: { 'application/json': template },
      },
    ];
    const properties = {
      HttpMethod: 'OPTIONS',
      ResourceId: 'slow',
      AuthorizationType: 'NONE',
      Integration: { Type: 'MOCK', IntegrationResponses },
    };
    const api = await startRestApi('/slow', [['OPTIONSslow', 'AWS::ApiGateway::Method', properties]]);
    expect(await statusOf(api, browser.fetch('https://a.example'))).toBe(200);
    expect(await statusOf(api, browser.fetch('https://b.example'))).toBe(200);
    expect(await statusOf(api, browser.fetch('https://c.example'))).toBe(403);
  });

  it('answer a page on this machine as they answer on AWS', async () => {
    const { url } = await startHttpApi({ AllowOrigins: ['https://shop.example'] });
    const { status, headers } = await call(url, { headers: browser.fetch('http://localhost:5173') });
    expect({ status, allowed: headers['access-control-allow-origin'] }).toEqual({ status: 200, allowed: undefined });
  });
});

describe('a page that --cors-origin names', () => {
  it('can send a request of the SDK to the AWS endpoint, and read the response', async () => {
    const { url, executed } = await startEndpoint();
    const requested = {
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Headers': 'authorization,x-amz-date',
    };
    const preflight = await call(url, { method: 'OPTIONS', headers: { ...browser.fetch(NAMED), ...requested } });
    expect(preflight).toMatchObject({
      status: 204,
      headers: {
        'access-control-allow-origin': NAMED,
        'access-control-allow-methods': 'POST',
        'access-control-allow-headers': 'authorization,x-amz-date',
        vary: 'Origin',
      },
    });
    expect(executed).toEqual([]);
    const response = await call(url, { method: 'POST', headers: browser.fetch(NAMED) }, '{}');
    expect(response).toMatchObject({
      status: 200,
      headers: { 'access-control-allow-origin': NAMED, 'access-control-expose-headers': '*', vary: 'Origin' },
    });
  });

  it('changes nothing for programs', async () => {
    const { url } = await startEndpoint();
    const { headers } = await call(url, { method: 'POST' }, '{}');
    expect(Object.keys(headers).filter((name) => /^(vary|access-control-.*)$/.test(name))).toEqual([]);
  });
});
