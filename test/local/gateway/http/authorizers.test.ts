import { describe, expect, it } from 'vitest';
import { readHttpApis } from '../../../../local/gateway/http/read-template.ts';
import type { Invoke } from '../shared/scripted-invoker.ts';
import { call } from '../shared/serve-api.ts';
import { ARN, type HttpApiProperties, httpApiResources, startHttpApi } from './start-http-api.ts';

const HEADER = ['$request.header.Authorization'];
const SIMPLE = { AuthorizerPayloadFormatVersion: '2.0', EnableSimpleResponses: true, IdentitySource: HEADER };
const POLICY = { AuthorizerPayloadFormatVersion: '1.0', IdentitySource: HEADER };
const ROUTES = {
  'GET /notes/{id}': { to: 'one', guarded: true },
  'GET /other': { to: 'other', guarded: true },
  'GET /open': { to: 'open' },
} as const;
const FORBIDDEN = { status: 403, text: '{"message":"Forbidden"}' };
const UNAUTHORIZED = { status: 401, text: '{"message":"Unauthorized"}' };
const FAULT = { status: 500, text: '{"message":"Internal Server Error"}' };
const withAuthorization = (authorization: string) => ({ headers: { authorization } });

const policy = (Effect: string, Resource: string, more: object = {}) => ({
  principalId: 'user-1',
  policyDocument: { Version: '2012-10-17', Statement: [{ Action: 'execute-api:Invoke', Effect, Resource }] },
  ...more,
});

/** Starts an API whose authorizer runs `authorize`, and whose other functions return `reached`. */
function startGuarded(authorize: Invoke, authorizer: object, properties: HttpApiProperties = {}) {
  const invoke: Invoke = (event, name) => (name === 'authorizer' ? authorize(event, name) : 'reached');
  return startHttpApi(invoke, { routes: ROUTES, authorizer: { ...authorizer }, ...properties });
}

const authorizerCalls = (events: readonly Record<string, unknown>[]) => events.filter(({ type }) => type === 'REQUEST');

describe('an authorizer of format 2.0 with simple responses', () => {
  it('receives its event; the function receives all values of its context, and the access log only the scalar values', async () => {
    const context = { team: 'blue', level: 3, admin: true, list: [1], map: { a: 'b' } };
    const { url, events, access } = await startGuarded(() => ({ isAuthorized: true, context }), SIMPLE, {
      format:
        '$context.authorizer.team $context.authorizer.level $context.authorizer.admin $context.authorizer.list $context.authorizer.none $context.authorizer.status $context.authorizer.principalId $context.authorizer.error',
    });
    expect(await call(`${url}/prod/notes/1?a=b`, withAuthorization('Bearer secret'))).toMatchObject({
      text: 'reached',
    });
    expect(events[0]).toMatchObject({
      version: '2.0',
      type: 'REQUEST',
      routeArn: `${ARN}/prod/GET/notes/1`,
      identitySource: ['Bearer secret'],
      routeKey: 'GET /notes/{id}',
      rawPath: '/prod/notes/1',
      rawQueryString: 'a=b',
      headers: { authorization: 'Bearer secret' },
      queryStringParameters: { a: 'b' },
      requestContext: { apiId: 'http123', http: { method: 'GET' }, stage: 'prod' },
      pathParameters: { id: '1' },
      stageVariables: { color: 'blue' },
    });
    expect(events[0]).not.toHaveProperty('isBase64Encoded');
    expect(events[1]).toMatchObject({ requestContext: { authorizer: { lambda: context } } });
    expect(access('prod')).toEqual(['blue 3 true - - 200 - -']);
  });

  it('denies a request that it does not authorize', async () => {
    const { url, access } = await startGuarded(() => ({ isAuthorized: false }), SIMPLE, {
      format: '$context.status $context.error.responseType $context.authorizer.status',
    });
    expect(await call(`${url}/other`, withAuthorization('x'))).toMatchObject(FORBIDDEN);
    expect(access()).toEqual(['403 ACCESS_DENIED 403']);
  });
});

describe('an authorizer that returns a policy', () => {
  it('receives the event of format 1.0; the function receives its context and the principal', async () => {
    const authorize = () => policy('Allow', `${ARN}/$default/GET/notes/*`, { context: { team: 'blue' } });
    const { url, events, access } = await startGuarded(authorize, POLICY, {
      integrations: { one: { PayloadFormatVersion: '1.0' } },
      format: '$context.authorizer.principalId $context.authorizer.team',
    });
    await call(`${url}/notes/1`, withAuthorization('secret'));
    expect(events[0]).toMatchObject({
      version: '1.0',
      type: 'REQUEST',
      methodArn: `${ARN}/$default/GET/notes/1`,
      identitySource: 'secret',
      authorizationToken: 'secret',
      resource: '/notes/{id}',
      pathParameters: { id: '1' },
      queryStringParameters: {},
      stageVariables: {},
      requestContext: { resourcePath: '/notes/{id}', stage: '$default' },
    });
    expect(events[1]).toMatchObject({ requestContext: { authorizer: { team: 'blue', principalId: 'user-1' } } });
    expect(access()).toEqual(['user-1 blue']);
  });

  it.each([
    ['allows the route', 'Allow', `${ARN}/*/GET/notes/1`, 200],
    ['denies the route', 'Deny', '*', 403],
    ['applies to other routes', 'Allow', `${ARN}/*/POST/*`, 403],
  ])('a policy that %s', async (_, effect, resource, status) => {
    const { url } = await startGuarded(() => policy(effect, resource), {
      ...POLICY,
      AuthorizerPayloadFormatVersion: '2.0',
    });
    expect((await call(`${url}/notes/1`, withAuthorization('x'))).status).toBe(status);
  });
});

it('a missing or empty identity source is rejected without calling the authorizer', async () => {
  const sources = [
    '$request.header.Authorization',
    '$request.querystring.key',
    '$stageVariables.color',
    '$context.routeKey',
  ];
  const { url, events } = await startGuarded(() => ({ isAuthorized: true }), { ...SIMPLE, IdentitySource: sources });
  expect(await call(`${url}/prod/notes/1?key=k`)).toMatchObject(UNAUTHORIZED);
  expect(await call(`${url}/prod/notes/1?key=`, withAuthorization('x'))).toMatchObject(UNAUTHORIZED);
  expect(await call(`${url}/notes/1?key=k`, withAuthorization('x'))).toMatchObject(UNAUTHORIZED);
  expect(events).toEqual([]);
  expect((await call(`${url}/prod/notes/1?key=k`, withAuthorization('x'))).status).toBe(200);
  expect(events[0]).toMatchObject({ identitySource: ['x', 'k', 'blue', 'GET /notes/{id}'] });
});

it('a route without an authorizer needs no authorization', async () => {
  const { url, events } = await startGuarded(() => ({ isAuthorized: false }), SIMPLE);
  expect((await call(`${url}/open`)).status).toBe(200);
  expect(authorizerCalls(events)).toEqual([]);
});

describe('results of authorizers', () => {
  it('are not cached by default', async () => {
    const { url, events } = await startGuarded(() => ({ isAuthorized: true }), SIMPLE);
    for (let count = 0; count < 2; count += 1) await call(`${url}/other`, withAuthorization('x'));
    expect(authorizerCalls(events)).toHaveLength(2);
  });

  it('are cached for equal identity sources, for all routes, for the time to live in the template', async () => {
    const { url, events, clock } = await startGuarded(() => ({ isAuthorized: true, context: { team: 'blue' } }), {
      ...SIMPLE,
      AuthorizerResultTtlInSeconds: 10,
    });
    for (const path of ['other', 'notes/1', 'notes/2']) await call(`${url}/${path}`, withAuthorization('x'));
    expect(authorizerCalls(events)).toHaveLength(1);
    expect(events.at(-1)).toMatchObject({ requestContext: { authorizer: { lambda: { team: 'blue' } } } });
    await call(`${url}/other`, withAuthorization('y'));
    expect(authorizerCalls(events)).toHaveLength(2);
    clock.now = 10_000;
    await call(`${url}/other`, withAuthorization('x'));
    expect(authorizerCalls(events)).toHaveLength(3);
  });

  it('with a policy are cached, and the policy is evaluated for each route', async () => {
    const { url, events } = await startGuarded(() => policy('Allow', `${ARN}/*/GET/notes/1`), {
      ...POLICY,
      AuthorizerResultTtlInSeconds: 10,
    });
    expect((await call(`${url}/notes/1`, withAuthorization('x'))).status).toBe(200);
    expect(await call(`${url}/other`, withAuthorization('x'))).toMatchObject(FORBIDDEN);
    expect(authorizerCalls(events)).toHaveLength(1);
  });

  const MALFORMED =
    "The response from the Lambda Authorizer function doesn't match the format that API Gateway expects.";
  it.each([
    [SIMPLE, {}, "Simple response did not include 'isAuthorized'"],
    [SIMPLE, 'yes', 'Response is not an object'],
    [SIMPLE, { isAuthorized: true, context: 'x' }, "'context' is not an object"],
    [POLICY, { isAuthorized: true }, "Policy response did not include a valid 'policyDocument'"],
    [POLICY, { ...policy('Maybe', '*') }, "Policy response did not include a valid 'policyDocument'"],
    [POLICY, { ...policy('Allow', '*'), principalId: 5 }, "Policy response did not include 'principalId'"],
  ])('that are not valid are an internal error: %j returns %j', async (authorizer, result, reason) => {
    const { url, access } = await startGuarded(() => result, authorizer, {
      format: '$context.error.responseType $context.authorizer.status $context.authorizer.error',
    });
    expect(await call(`${url}/other`, withAuthorization('x'))).toMatchObject(FAULT);
    expect(access()).toEqual([`AUTHORIZER_CONFIGURATION_ERROR 500 ${MALFORMED} ${reason}`]);
  });

  it('are an internal error when the function fails, except with the error "Unauthorized"', async () => {
    const { url, access } = await startGuarded(
      ({ identitySource }) => {
        throw new Error(String(identitySource));
      },
      SIMPLE,
      { format: '$context.status $context.error.responseType $context.authorizer.error' },
    );
    expect(await call(`${url}/other`, withAuthorization('Unauthorized'))).toMatchObject(UNAUTHORIZED);
    expect(await call(`${url}/other`, withAuthorization('no keys'))).toMatchObject(FAULT);
    expect(access()).toEqual([
      '401 UNAUTHORIZED -',
      '500 AUTHORIZER_FAILURE The Lambda function returned the following error: no keys. Check your Lambda function code and try again.',
    ]);
  });
});

it('a route whose authorizer is not supported locally is reported as unsupported', () => {
  const { apis, unsupported } = readHttpApis(
    httpApiResources({ routes: ROUTES, authorizer: { AuthorizerType: 'JWT' } }),
  );
  const supported = apis[0]?.routes.filter((route) => !('unsupportedReason' in route));
  expect(supported?.map(({ routeKey }) => routeKey)).toEqual(['GET /open']);
  expect(unsupported.map(({ name, reason }) => `${name}: ${reason}`)).toEqual([
    'GET /notes/{id} of notes: its authorizer type is JWT',
    'GET /other of notes: its authorizer type is JWT',
  ]);
});
