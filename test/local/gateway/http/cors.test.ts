import { expect, it } from 'vitest';
import { call } from '../shared/serve-api.ts';
import { startHttpApi } from './start-http-api.ts';

const PAGE = 'https://page.example';
/** A page on this machine may call the API, but only CORS allows it to read the response. */
const LOCAL_PAGE = 'https://localhost:5173';
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

/** The CORS headers of a response, without the prefix `access-control-`. */
function corsOf(headers: object): Record<string, unknown> {
  const entries = Object.entries(headers).filter(([name]) => name.startsWith('access-control-'));
  return Object.fromEntries(entries.map(([name, value]) => [name.replace('access-control-', ''), value]));
}

it('the API responds to a preflight without calling a function, with or without a matching route', async () => {
  for (const routes of [{ 'GET /notes': { to: 'list' } }, { 'ANY /notes': { to: 'list' } }, DEFAULT_ROUTE]) {
    const { url, events } = await startHttpApi(() => 'fine', { cors: CORS, routes });
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
  const { url } = await startHttpApi(() => 'fine', { cors: CORS });
  const { status, headers } = await call(`${url}/notes`, preflight(LOCAL_PAGE));
  expect(status).toBe(204);
  expect(corsOf(headers)).toEqual({});
});

it.each([
  ['http://any.example', 'http://any.example'],
  [PAGE, PAGE],
  [LOCAL_PAGE, undefined],
  [undefined, undefined],
])('the response to a request from %s allows the origin %s', async (origin, allowed) => {
  const { url } = await startHttpApi(() => 'fine', { cors: CORS });
  const { status, headers } = await call(`${url}/notes`, { headers: origin === undefined ? {} : { origin } });
  expect(status).toBe(200);
  expect(corsOf(headers)).toEqual(
    allowed === undefined ? {} : { 'allow-origin': allowed, 'allow-credentials': 'true', 'expose-headers': 'x-b,x-c' },
  );
});

it('the CORS headers of the API replace the CORS headers of the function, which stay if the API has no CORS configuration', async () => {
  const withOwnHeader = () => ({ statusCode: 200, headers: { 'Access-Control-Allow-Origin': 'mine' } });
  const options = { headers: { origin: LOCAL_PAGE } };
  const configured = await startHttpApi(withOwnHeader, { cors: { AllowOrigins: ['*'] } });
  expect(corsOf((await call(`${configured.url}/notes`, options)).headers)).toEqual({ 'allow-origin': '*' });
  const plain = await startHttpApi(withOwnHeader);
  expect(corsOf((await call(`${plain.url}/notes`, options)).headers)).toEqual({ 'allow-origin': 'mine' });
});

it('an error response of the API has the CORS headers, so that a page can read it', async () => {
  const { url } = await startHttpApi(() => 'fine', { cors: CORS });
  const { status, headers } = await call(`${url}/nothing`, { headers: { origin: PAGE } });
  expect(status).toBe(404);
  expect(corsOf(headers)).toMatchObject({ 'allow-origin': PAGE });
});

it('OPTIONS is an ordinary method if the API has no CORS configuration, or the request is not a preflight', async () => {
  const plain = await startHttpApi(() => 'fine', { routes: DEFAULT_ROUTE });
  expect((await call(`${plain.url}/x`, preflight(LOCAL_PAGE))).text).toBe('fine');
  const configured = await startHttpApi(() => 'fine', { routes: DEFAULT_ROUTE, cors: CORS });
  expect((await call(`${configured.url}/x`, { method: 'OPTIONS' })).text).toBe('fine');
});

it('calls the authorizer of an ANY route before it responds to a preflight', async () => {
  const authorizer = { AuthorizerPayloadFormatVersion: '2.0', IdentitySource: ['$request.header.authorization'] };
  const routes = { $default: { to: 'all', guarded: true as const }, 'OPTIONS /open/{x+}': { to: 'all' } };
  const { url } = await startHttpApi(() => 'fine', { cors: CORS, authorizer, routes });
  expect(await call(`${url}/x`, preflight(PAGE))).toMatchObject({ status: 401 });
  expect(await call(`${url}/open/x`, preflight(PAGE))).toMatchObject({ status: 204 });
});
