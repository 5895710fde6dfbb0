import { describe, expect, it } from 'vitest';
import { readHttpApis } from '../../../../local/gateway/http/read-template.ts';
import { call } from '../rest/local-api.ts';
import type { Invoke } from '../shared/scripted-invoker.ts';
import { ARN, type HttpApiProperties, httpApi, startHttp } from './local-http-api.ts';

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
const bearing = (authorization: string) => ({ headers: { authorization } });

const policy = (Effect: string, Resource: string, more: object = {}) => ({
  principalId: 'user-1',
  policyDocument: { Version: '2012-10-17', Statement: [{ Action: 'execute-api:Invoke', Effect, Resource }] },
  ...more,
});

/** The authorizer's function answers; those behind it say that they were reached. */
function guarded(authorize: Invoke, authorizer: object, more: HttpApiProperties = {}) {
  const invoke: Invoke = (event, name) => (name === 'authorizer' ? authorize(event, name) : 'reached');
  return startHttp(invoke, { routes: ROUTES, authorizer: { ...authorizer }, ...more });
}

const askedOf = (events: readonly Record<string, unknown>[]) => events.filter(({ type }) => type === 'REQUEST');

describe('an authorizer of format 2.0 with simple responses', () => {
  it('gets its event, and its context comes to the function, of whatever form, and into the access log', async () => {
    const context = { team: 'blue', level: 3, admin: true, list: [1], map: { a: 'b' } };
    const { url, events, access } = await guarded(() => ({ isAuthorized: true, context }), SIMPLE, {
      format:
        '$context.authorizer.team $context.authorizer.level $context.authorizer.admin $context.authorizer.list $context.authorizer.none $context.authorizer.status $context.authorizer.principalId $context.authorizer.error',
    });
    expect(await call(`${url}/prod/notes/1?a=b`, bearing('Bearer secret'))).toMatchObject({ text: 'reached' });
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

  it('denies what it does not allow', async () => {
    const { url, access } = await guarded(() => ({ isAuthorized: false }), SIMPLE, {
      format: '$context.status $context.error.responseType $context.authorizer.status',
    });
    expect(await call(`${url}/other`, bearing('x'))).toMatchObject(FORBIDDEN);
    expect(access()).toEqual(['403 ACCESS_DENIED 403']);
  });
});

describe('an authorizer that returns a policy', () => {
  it('of format 1.0 gets the event of that format, and its context comes to the function beside the principal', async () => {
    const answer = () => policy('Allow', `${ARN}/$default/GET/notes/*`, { context: { team: 'blue' } });
    const { url, events, access } = await guarded(answer, POLICY, {
      integrations: { one: { PayloadFormatVersion: '1.0' } },
      format: '$context.authorizer.principalId $context.authorizer.team',
    });
    await call(`${url}/notes/1`, bearing('secret'));
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
    ['allows a route', 'Allow', `${ARN}/*/GET/notes/1`, 200],
    ['denies a route', 'Deny', '*', 403],
    ['is about others', 'Allow', `${ARN}/*/POST/*`, 403],
  ])('%s', async (_, effect, resource, status) => {
    const { url } = await guarded(() => policy(effect, resource), { ...POLICY, AuthorizerPayloadFormatVersion: '2.0' });
    expect((await call(`${url}/notes/1`, bearing('x'))).status).toBe(status);
  });
});

it('nobody is asked without an identity source, or with an empty one', async () => {
  const sources = [
    '$request.header.Authorization',
    '$request.querystring.key',
    '$stageVariables.color',
    '$context.routeKey',
  ];
  const { url, events } = await guarded(() => ({ isAuthorized: true }), { ...SIMPLE, IdentitySource: sources });
  expect(await call(`${url}/prod/notes/1?key=k`)).toMatchObject(UNAUTHORIZED);
  expect(await call(`${url}/prod/notes/1?key=`, bearing('x'))).toMatchObject(UNAUTHORIZED);
  expect(await call(`${url}/notes/1?key=k`, bearing('x'))).toMatchObject(UNAUTHORIZED);
  expect(events).toEqual([]);
  expect((await call(`${url}/prod/notes/1?key=k`, bearing('x'))).status).toBe(200);
  expect(events[0]).toMatchObject({ identitySource: ['x', 'k', 'blue', 'GET /notes/{id}'] });
});

it('a route without an authorizer is open', async () => {
  const { url, events } = await guarded(() => ({ isAuthorized: false }), SIMPLE);
  expect((await call(`${url}/open`)).status).toBe(200);
  expect(askedOf(events)).toEqual([]);
});

describe('answers', () => {
  it('are not kept unless the template says so', async () => {
    const { url, events } = await guarded(() => ({ isAuthorized: true }), SIMPLE);
    for (let count = 0; count < 2; count += 1) await call(`${url}/other`, bearing('x'));
    expect(askedOf(events)).toHaveLength(2);
  });

  it('are kept for equal identity sources, for all routes, as long as the template says', async () => {
    const { url, events, clock } = await guarded(() => ({ isAuthorized: true, context: { team: 'blue' } }), {
      ...SIMPLE,
      AuthorizerResultTtlInSeconds: 10,
    });
    for (const path of ['other', 'notes/1', 'notes/2']) await call(`${url}/${path}`, bearing('x'));
    expect(askedOf(events)).toHaveLength(1);
    expect(events.at(-1)).toMatchObject({ requestContext: { authorizer: { lambda: { team: 'blue' } } } });
    await call(`${url}/other`, bearing('y'));
    expect(askedOf(events)).toHaveLength(2);
    clock.now = 10_000;
    await call(`${url}/other`, bearing('x'));
    expect(askedOf(events)).toHaveLength(3);
  });

  it('that are policies are asked again for each route', async () => {
    const { url, events } = await guarded(() => policy('Allow', `${ARN}/*/GET/notes/1`), {
      ...POLICY,
      AuthorizerResultTtlInSeconds: 10,
    });
    expect((await call(`${url}/notes/1`, bearing('x'))).status).toBe(200);
    expect(await call(`${url}/other`, bearing('x'))).toMatchObject(FORBIDDEN);
    expect(askedOf(events)).toHaveLength(1);
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
  ])('of %j that are %j are an internal error', async (authorizer, answer, reason) => {
    const { url, access } = await guarded(() => answer, authorizer, {
      format: '$context.error.responseType $context.authorizer.status $context.authorizer.error',
    });
    expect(await call(`${url}/other`, bearing('x'))).toMatchObject(FAULT);
    expect(access()).toEqual([`AUTHORIZER_CONFIGURATION_ERROR 500 ${MALFORMED} ${reason}`]);
  });

  it('that are errors are an internal error, but for the one that says that a caller is unknown', async () => {
    const { url, access } = await guarded(
      ({ identitySource }) => {
        throw new Error(String(identitySource));
      },
      SIMPLE,
      { format: '$context.status $context.error.responseType $context.authorizer.error' },
    );
    expect(await call(`${url}/other`, bearing('Unauthorized'))).toMatchObject(UNAUTHORIZED);
    expect(await call(`${url}/other`, bearing('no keys'))).toMatchObject(FAULT);
    expect(access()).toEqual([
      '401 UNAUTHORIZED -',
      '500 AUTHORIZER_FAILURE The Lambda function returned the following error: no keys. Check your Lambda function code and try again.',
    ]);
  });
});

it('a route behind an authorizer that is not supported locally is not run either, and said to be so', () => {
  const { apis, unsupported } = readHttpApis(httpApi({ routes: ROUTES, authorizer: { AuthorizerType: 'JWT' } }));
  const run = apis[0]?.routes.filter((route) => !('unsupportedReason' in route));
  expect(run?.map(({ routeKey }) => routeKey)).toEqual(['GET /open']);
  expect(unsupported.map(({ name, reason }) => `${name}: ${reason}`)).toEqual([
    'GET /notes/{id} of notes: its authorizer type is JWT',
    'GET /other of notes: its authorizer type is JWT',
  ]);
});
