import { expect, it } from 'vitest';
import { call } from '../rest/local-api.ts';
import { startHttp } from './local-http-api.ts';

const PAGE = 'https://page.example';
const CORS = {
  AllowOrigins: [PAGE, 'http://*'],
  AllowMethods: ['GET', 'PUT'],
  AllowHeaders: ['authorization', 'x-a'],
  ExposeHeaders: ['x-b', 'x-c'],
  AllowCredentials: true,
  MaxAge: 300,
};
const DEFAULT_ROUTE = { $default: { to: 'all' } };

const preflight = (origin: string) => ({
  method: 'OPTIONS',
  headers: { origin, 'access-control-request-method': 'PUT' },
});

/** The CORS headers of an answer, without the beginning that they share. */
function corsOf(headers: object): Record<string, unknown> {
  const entries = Object.entries(headers).filter(([name]) => name.startsWith('access-control-'));
  return Object.fromEntries(entries.map(([name, value]) => [name.replace('access-control-', ''), value]));
}

it('a preflight is answered by the API, whether a route is there or not, and no function is asked', async () => {
  for (const routes of [{ 'GET /notes': { to: 'list' } }, { 'ANY /notes': { to: 'list' } }, DEFAULT_ROUTE]) {
    const { url, events } = await startHttp(() => 'fine', { cors: CORS, routes });
    const { status, text, headers } = await call(`${url}/notes`, preflight(PAGE));
    expect({ status, text }).toEqual({ status: 204, text: '' });
    expect(corsOf(headers)).toEqual({
      'allow-origin': PAGE,
      'allow-credentials': 'true',
      'allow-methods': 'GET,PUT',
      'allow-headers': 'authorization,x-a',
      'max-age': '300',
    });
    expect(events).toEqual([]);
  }
});

it('a preflight from an origin that is not allowed gets no CORS headers', async () => {
  const { url } = await startHttp(() => 'fine', { cors: CORS });
  const { status, headers } = await call(`${url}/notes`, preflight('https://other.example'));
  expect(status).toBe(204);
  expect(corsOf(headers)).toEqual({});
});

it.each([
  ['http://any.example', 'http://any.example'],
  [PAGE, PAGE],
  [`${PAGE}.evil`, undefined],
  ['https://other.example', undefined],
  [undefined, undefined],
])('an answer to a request from %s allows the origin %s', async (origin, allowed) => {
  const { url } = await startHttp(() => 'fine', { cors: CORS });
  const { status, headers } = await call(`${url}/notes`, { headers: origin === undefined ? {} : { origin } });
  expect(status).toBe(200);
  expect(corsOf(headers)).toEqual(
    allowed === undefined ? {} : { 'allow-origin': allowed, 'allow-credentials': 'true', 'expose-headers': 'x-b,x-c' },
  );
});

it('the CORS headers of a function give way to those of the API, and stay where it has none', async () => {
  const own = () => ({ statusCode: 200, headers: { 'Access-Control-Allow-Origin': 'mine' } });
  const options = { headers: { origin: PAGE } };
  const configured = await startHttp(own, { cors: { AllowOrigins: ['*'] } });
  expect(corsOf((await call(`${configured.url}/notes`, options)).headers)).toEqual({ 'allow-origin': '*' });
  const plain = await startHttp(own);
  expect(corsOf((await call(`${plain.url}/notes`, options)).headers)).toEqual({ 'allow-origin': 'mine' });
});

it('an error of the API has the CORS headers, so that a page may read it', async () => {
  const { url } = await startHttp(() => 'fine', { cors: CORS });
  const { status, headers } = await call(`${url}/nothing`, { headers: { origin: PAGE } });
  expect(status).toBe(404);
  expect(corsOf(headers)).toMatchObject({ 'allow-origin': PAGE });
});

it('without a CORS configuration, and for what is no preflight, OPTIONS is a method like others', async () => {
  const plain = await startHttp(() => 'fine', { routes: DEFAULT_ROUTE });
  expect((await call(`${plain.url}/x`, preflight(PAGE))).text).toBe('fine');
  const configured = await startHttp(() => 'fine', { routes: DEFAULT_ROUTE, cors: CORS });
  expect((await call(`${configured.url}/x`, { method: 'OPTIONS' })).text).toBe('fine');
});

it('a route of any method has its authorizer asked before a preflight', async () => {
  const authorizer = { AuthorizerPayloadFormatVersion: '2.0', IdentitySource: ['$request.header.authorization'] };
  const routes = { $default: { to: 'all', guarded: true as const }, 'OPTIONS /open/{x+}': { to: 'all' } };
  const { url } = await startHttp(() => 'fine', { cors: CORS, authorizer, routes });
  expect(await call(`${url}/x`, preflight(PAGE))).toMatchObject({ status: 401 });
  expect(await call(`${url}/open/x`, preflight(PAGE))).toMatchObject({ status: 204 });
});
