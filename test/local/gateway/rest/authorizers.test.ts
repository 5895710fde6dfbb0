import { describe, expect, it } from 'vitest';
import type { Invoke } from '../shared/scripted-invoker.ts';
import { call } from '../shared/serve-api.ts';
import { ok, startRestApi } from './start-rest-api.ts';

const TOKEN = { Type: 'TOKEN', IdentitySource: 'method.request.header.Authorization' };
const ARN = 'arn:aws:execute-api:us-east-1:000000000000:api123/prod';
const withAuthorization = (authorization: string) => ({ headers: { authorization } });

function policy(Effect: 'Allow' | 'Deny', Resource: string | string[], more: object = {}) {
  const Statement = [{ Action: 'execute-api:Invoke', Effect, Resource }];
  return { principalId: 'user-1', policyDocument: { Version: '2012-10-17', Statement }, ...more };
}

/** The function of the authorizer runs `authorize`, and all other functions run `ok`. */
function guardedBy(authorize: Invoke): Invoke {
  return (event, name) => (name === 'authorizer' ? authorize(event, name) : ok(event, name));
}

const callsOf = (events: readonly Record<string, unknown>[], type: string) =>
  events.filter((event) => event.type === type);

describe('a TOKEN authorizer', () => {
  it('receives its event; the function and the access log receive its context', async () => {
    const { url, events, sink } = await startRestApi(
      guardedBy(() => policy('Allow', `${ARN}/GET/private`, { context: { team: 'blue', level: 3, admin: true } })),
      {
        authorizer: TOKEN,
        format:
          '$context.authorizer.principalId $context.authorizer.team $context.authorizer.level $context.authorizer.none $context.authorizer.status $context.authorizer.requestId $context.authorizer.integrationStatus',
      },
    );
    expect((await call(`${url}/private?a=1`, withAuthorization('Bearer secret'))).status).toBe(200);
    expect(events[0]).toEqual({
      type: 'TOKEN',
      methodArn: `${ARN}/GET/private`,
      authorizationToken: 'Bearer secret',
    });
    expect(events[1]).toMatchObject({
      requestContext: {
        authorizer: {
          principalId: 'user-1',
          team: 'blue',
          level: '3',
          admin: 'true',
          integrationLatency: expect.any(Number),
        },
      },
    });
    expect(sink.messages('access')).toEqual(['user-1 blue 3 - 200 lambda-id 200']);
  });

  it('is not called without a token, or when its expression does not match the whole token', async () => {
    const { url, events, execution, access } = await startRestApi(ok, {
      level: 'ERROR',
      authorizer: { ...TOKEN, IdentityValidationExpression: 'Bearer [a-z]+' },
    });
    for (const options of [{}, withAuthorization(''), withAuthorization('Bearer abc1')]) {
      const response = await call(`${url}/private`, options);
      expect(response).toMatchObject({ status: 401, text: '{"message":"Unauthorized"}' });
      expect(response.headers['x-amzn-errortype']).toBe('UnauthorizedException');
    }
    expect(events).toEqual([]);
    const unauthorized = expect.stringMatching(/^Unauthorized request: [0-9a-f-]{36}$/);
    expect(execution()).toEqual([unauthorized, unauthorized, unauthorized]);
    expect(access()).toHaveLength(3);
  });

  it.each([
    ['an explicit deny', policy('Deny', '*'), 'User is not authorized to access this resource with an explicit deny'],
    ['a policy for another method', policy('Allow', `${ARN}/POST/*`), 'User is not authorized to access this resource'],
    ['a policy for another path', policy('Allow', `${ARN}/GET/priv`), 'User is not authorized to access this resource'],
  ])('responds with 403 after %s', async (_, result, Message) => {
    const { url, execution } = await startRestApi(
      guardedBy(() => result),
      { level: 'ERROR', authorizer: TOKEN },
    );
    expect(await call(`${url}/private`, withAuthorization('t'))).toMatchObject({
      status: 403,
      text: JSON.stringify({ Message }),
    });
    expect(execution()).toEqual(['The client is not authorized to perform this operation.']);
  });

  it.each([
    [`${ARN}/GET/private`, 200],
    [`${ARN}/*`, 200],
    [`${ARN}/*/priv?te`, 200],
    ['arn:aws:execute-api:*:*:*/prod/GET/*', 200],
    ['*', 200],
    [`${ARN}/GET/private/*`, 403],
    [`${ARN}/GET/*/x`, 403],
    [ARN, 403],
  ])('a policy for the resource %s: status %i', async (resource, status) => {
    const { url } = await startRestApi(
      guardedBy(() => policy('Allow', ['arn:other', resource])),
      { authorizer: TOKEN },
    );
    expect((await call(`${url}/private`, withAuthorization('t'))).status).toBe(status);
  });

  it('responds with 401 when its function throws "Unauthorized"', async () => {
    const { url, execution } = await startRestApi(
      guardedBy(() => {
        throw new Error('Unauthorized');
      }),
      { level: 'ERROR', authorizer: TOKEN },
    );
    expect((await call(`${url}/private`, withAuthorization('t'))).text).toBe('{"message":"Unauthorized"}');
    expect(execution()).toEqual([expect.stringMatching(/^Unauthorized request: /)]);
  });

  it.each([
    ['text', 'yes'],
    ['null', null],
    ['a result without a principal', { policyDocument: policy('Allow', '*').policyDocument }],
    ['a result without a policy', { principalId: 'user-1' }],
    ['an effect that is not valid', { principalId: 'u', policyDocument: { Statement: [{ Effect: 'Maybe' }] } }],
    ['a context that contains a list', policy('Allow', '*', { context: { roles: ['a'] } })],
    ['a context that is not an object', policy('Allow', '*', { context: 'text' })],
  ])('responds with 500 when its function returns %s', async (_, result) => {
    const { url, events, access } = await startRestApi(
      guardedBy(() => result),
      { authorizer: TOKEN },
    );
    expect(await call(`${url}/private`, withAuthorization('t'))).toMatchObject({
      status: 500,
      text: '{"message":null}',
    });
    expect(access()).toMatchObject([{ status: '500', responseType: 'AUTHORIZER_CONFIGURATION_ERROR' }]);
    expect(events).toHaveLength(1);
  });

  it('responds with 500 when its function fails, with the error in the log', async () => {
    const { url, execution } = await startRestApi(
      guardedBy(() => {
        throw new TypeError('oops');
      }),
      { level: 'ERROR', authorizer: TOKEN },
    );
    expect((await call(`${url}/private`, withAuthorization('t'))).status).toBe(500);
    expect(execution()[0]).toBe(
      'Execution failed due to configuration error: Authorizer function failed with response body: {"errorType":"TypeError","errorMessage":"oops"}',
    );
  });

  it('writes its lines before those of the execution, with masked secrets, and without bodies when the data trace is off', async () => {
    const { url, execution } = await startRestApi(
      guardedBy(() => policy('Allow', '*')),
      { authorizer: TOKEN },
    );
    await call(`${url}/private`, withAuthorization('Bearer secret'));
    expect(execution().slice(0, 7)).toEqual([
      expect.stringMatching(/^Extended Request Id: /),
      expect.stringMatching(/^Starting authorizer: auth1 for request: [0-9a-f-]{36}$/),
      'Incoming identity: *******secret',
      'Sending request to https://lambda.local/2015-03-31/functions/arn:aws:lambda:us-east-1:000000000000:function:authorizer/invocations',
      'Using valid authorizer policy for principal: user-1',
      'Successfully completed authorizer execution',
      expect.stringMatching(/^Verifying Usage Plan for request: /),
    ]);
  });
});

describe('results of authorizers', () => {
  it('are cached for five minutes by token, for every path', async () => {
    const { url, events, clock } = await startRestApi(
      guardedBy(() => policy('Allow', `${ARN}/GET/private`)),
      { authorizer: TOKEN },
    );
    expect((await call(`${url}/private`, withAuthorization('a'))).status).toBe(200);
    expect((await call(`${url}/private/1`, withAuthorization('a'))).status).toBe(403);
    expect(callsOf(events, 'TOKEN')).toHaveLength(1);
    expect((await call(`${url}/private`, withAuthorization('b'))).status).toBe(200);
    expect(callsOf(events, 'TOKEN')).toHaveLength(2);
    clock.now = 299_999;
    expect((await call(`${url}/private`, withAuthorization('a'))).status).toBe(200);
    expect(callsOf(events, 'TOKEN')).toHaveLength(2);
    clock.now = 300_000;
    expect((await call(`${url}/private`, withAuthorization('a'))).status).toBe(200);
    expect(callsOf(events, 'TOKEN')).toHaveLength(3);
  });

  it('are not cached with a time to live of 0; failures are never cached', async () => {
    const { url, events } = await startRestApi(
      guardedBy(() => policy('Allow', '*')),
      { authorizer: { ...TOKEN, AuthorizerResultTtlInSeconds: 0 } },
    );
    await call(`${url}/private`, withAuthorization('a'));
    await call(`${url}/private`, withAuthorization('a'));
    expect(callsOf(events, 'TOKEN')).toHaveLength(2);
    const failing = await startRestApi(
      guardedBy(() => 'malformed'),
      { authorizer: TOKEN },
    );
    await call(`${failing.url}/private`, withAuthorization('a'));
    await call(`${failing.url}/private`, withAuthorization('a'));
    expect(failing.events).toHaveLength(2);
  });
});

describe('a REQUEST authorizer', () => {
  const REQUEST = {
    Type: 'REQUEST',
    IdentitySource:
      'method.request.header.X-Team, method.request.querystring.key, stageVariables.color, context.httpMethod',
  };

  it('receives the request without its body', async () => {
    const { url, events } = await startRestApi(
      guardedBy(() => policy('Allow', '*')),
      { authorizer: REQUEST },
    );
    expect((await call(`${url}/private/7?key=k&key=l`, { headers: { 'X-Team': 'blue' } })).status).toBe(200);
    expect(events[0]).toMatchObject({
      type: 'REQUEST',
      methodArn: `${ARN}/GET/private/7`,
      resource: '/private/{id}',
      path: '/private/7',
      httpMethod: 'GET',
      headers: { 'X-Team': 'blue' },
      multiValueHeaders: { 'X-Team': ['blue'] },
      queryStringParameters: { key: 'l' },
      multiValueQueryStringParameters: { key: ['k', 'l'] },
      pathParameters: { id: '7' },
      stageVariables: { color: 'blue' },
      requestContext: { resourcePath: '/private/{id}', stage: 'prod', apiId: 'api123' },
    });
    expect(events[0]).not.toHaveProperty('body');
    expect(events[0]).not.toHaveProperty('isBase64Encoded');
  });

  it('is not called when an identity source is missing, and its results are cached by all identity sources', async () => {
    const { url, events } = await startRestApi(
      guardedBy(() => policy('Allow', '*')),
      { authorizer: REQUEST },
    );
    const team = (name: string) => ({ headers: { 'X-Team': name } });
    expect((await call(`${url}/private`, team('blue'))).status).toBe(401);
    expect((await call(`${url}/private?key=1`)).status).toBe(401);
    expect(events).toEqual([]);
    for (const [key, name] of [
      ['1', 'blue'],
      ['1', 'blue'],
      ['2', 'blue'],
      ['1', 'red'],
    ] as const)
      await call(`${url}/private?key=${key}`, team(name));
    expect(callsOf(events, 'REQUEST')).toHaveLength(3);
  });

  it('without identity sources is called for every request', async () => {
    const { url, events } = await startRestApi(
      guardedBy(() => policy('Allow', '*')),
      { authorizer: { Type: 'REQUEST', AuthorizerResultTtlInSeconds: 0 } },
    );
    await call(`${url}/private`);
    await call(`${url}/private`);
    expect(callsOf(events, 'REQUEST')).toHaveLength(2);
    expect(events[0]).toMatchObject({ queryStringParameters: {}, pathParameters: {} });
  });
});

it('methods with a Cognito authorizer are reported as unsupported', async () => {
  const { unsupported, url } = await startRestApi(ok, { authorizer: { Type: 'COGNITO_USER_POOLS' } });
  expect(unsupported).toContainEqual({
    type: 'AWS::ApiGateway::Method',
    name: 'GET /private of notes',
    reason: 'its authorizer type is COGNITO_USER_POOLS',
  });
  expect((await call(`${url}/private`)).status).toBe(403);
});

it('other unsupported resources are reported with their type and name', async () => {
  const { unsupported } = await startRestApi(ok, {
    extra: [
      ['plan', 'AWS::ApiGateway::UsagePlan', { UsagePlanName: 'gold' }],
      ['key', 'AWS::ApiGateway::ApiKey', {}],
      ['link', 'AWS::ApiGateway::VpcLink', { Name: 'inside' }],
      ['socket', 'AWS::ApiGatewayV2::Api', { Name: 'chat', ProtocolType: 'WEBSOCKET' }],
      ['web', 'AWS::ApiGatewayV2::VpcLink', { Name: 'aside' }],
    ],
  });
  expect(unsupported.slice(2).map(({ type, name }) => `${type} ${name}`)).toEqual([
    'AWS::ApiGateway::UsagePlan gold',
    'AWS::ApiGateway::ApiKey key',
    'AWS::ApiGateway::VpcLink inside',
    'AWS::ApiGatewayV2::Api chat',
    'AWS::ApiGatewayV2::VpcLink aside',
  ]);
  expect(unsupported.slice(-2).map(({ reason }) => reason)).toEqual([
    'it is a WebSocket API',
    'a local VPC does not exist',
  ]);
});
