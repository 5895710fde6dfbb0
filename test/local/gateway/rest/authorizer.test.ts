import { describe, expect, it } from 'vitest';
import type { Invoke } from '../shared/scripted-invoker.ts';
import { call, ok, start } from './local-api.ts';

const TOKEN = { Type: 'TOKEN', IdentitySource: 'method.request.header.Authorization' };
const ARN = 'arn:aws:execute-api:us-east-1:000000000000:api123/prod';
const bearing = (authorization: string) => ({ headers: { authorization } });

function policy(Effect: 'Allow' | 'Deny', Resource: string | string[], more: object = {}) {
  const Statement = [{ Action: 'execute-api:Invoke', Effect, Resource }];
  return { principalId: 'user-1', policyDocument: { Version: '2012-10-17', Statement }, ...more };
}

/** The authorizer's function answers; those behind it say that they were reached. */
function guarding(authorize: Invoke): Invoke {
  return (event, name) => (name === 'authorizer' ? authorize(event, name) : ok(event, name));
}

const callsOf = (events: readonly Record<string, unknown>[], type: string) =>
  events.filter((event) => event.type === type);

describe('a TOKEN authorizer', () => {
  it('gets its event, and its context comes to the function and into the access log', async () => {
    const { url, events, sink } = await start(
      guarding(() => policy('Allow', `${ARN}/GET/asked`, { context: { team: 'blue', level: 3, admin: true } })),
      {
        authorizer: TOKEN,
        format:
          '$context.authorizer.principalId $context.authorizer.team $context.authorizer.level $context.authorizer.none $context.authorizer.status $context.authorizer.requestId $context.authorizer.integrationStatus',
      },
    );
    expect((await call(`${url}/asked?a=1`, bearing('Bearer secret'))).status).toBe(200);
    expect(events[0]).toEqual({
      type: 'TOKEN',
      methodArn: `${ARN}/GET/asked`,
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

  it('is not asked without a token, nor with one that its expression does not match as a whole', async () => {
    const { url, events, execution, access } = await start(ok, {
      level: 'ERROR',
      authorizer: { ...TOKEN, IdentityValidationExpression: 'Bearer [a-z]+' },
    });
    for (const options of [{}, bearing(''), bearing('Bearer abc1')]) {
      const answer = await call(`${url}/asked`, options);
      expect(answer).toMatchObject({ status: 401, text: '{"message":"Unauthorized"}' });
      expect(answer.headers['x-amzn-errortype']).toBe('UnauthorizedException');
    }
    expect(events).toEqual([]);
    const refused = expect.stringMatching(/^Unauthorized request: [0-9a-f-]{36}$/);
    expect(execution()).toEqual([refused, refused, refused]);
    expect(access()).toHaveLength(3);
  });

  it.each([
    ['an explicit deny', policy('Deny', '*'), 'User is not authorized to access this resource with an explicit deny'],
    ['a policy about others', policy('Allow', `${ARN}/POST/*`), 'User is not authorized to access this resource'],
    ['no statement', policy('Allow', `${ARN}/GET/ask`), 'User is not authorized to access this resource'],
  ])('refuses with 403 after %s', async (_, answer, Message) => {
    const { url, execution } = await start(
      guarding(() => answer),
      { level: 'ERROR', authorizer: TOKEN },
    );
    expect(await call(`${url}/asked`, bearing('t'))).toMatchObject({ status: 403, text: JSON.stringify({ Message }) });
    expect(execution()).toEqual(['The client is not authorized to perform this operation.']);
  });

  it.each([
    [`${ARN}/GET/asked`, 200],
    [`${ARN}/*`, 200],
    [`${ARN}/*/ask?d`, 200],
    ['arn:aws:execute-api:*:*:*/prod/GET/*', 200],
    ['*', 200],
    [`${ARN}/GET/asked/*`, 403],
    [`${ARN}/GET/*/x`, 403],
    [ARN, 403],
  ])('takes %s for a pattern', async (resource, status) => {
    const { url } = await start(
      guarding(() => policy('Allow', ['arn:other', resource])),
      { authorizer: TOKEN },
    );
    expect((await call(`${url}/asked`, bearing('t'))).status).toBe(status);
  });

  it('is 401 when its function throws "Unauthorized"', async () => {
    const { url, execution } = await start(
      guarding(() => {
        throw new Error('Unauthorized');
      }),
      { level: 'ERROR', authorizer: TOKEN },
    );
    expect((await call(`${url}/asked`, bearing('t'))).text).toBe('{"message":"Unauthorized"}');
    expect(execution()).toEqual([expect.stringMatching(/^Unauthorized request: /)]);
  });

  it.each([
    ['no object', 'yes'],
    ['nothing', null],
    ['no principal', { policyDocument: policy('Allow', '*').policyDocument }],
    ['no policy', { principalId: 'user-1' }],
    ['an effect that is none', { principalId: 'u', policyDocument: { Statement: [{ Effect: 'Maybe' }] } }],
    ['a context with an object in it', policy('Allow', '*', { context: { roles: ['a'] } })],
    ['a context that is none', policy('Allow', '*', { context: 'text' })],
  ])('is 500 when its function gives %s', async (_, answer) => {
    const { url, events, access } = await start(
      guarding(() => answer),
      { authorizer: TOKEN },
    );
    expect(await call(`${url}/asked`, bearing('t'))).toMatchObject({ status: 500, text: '{"message":null}' });
    expect(access()).toMatchObject([{ status: '500', responseType: 'AUTHORIZER_CONFIGURATION_ERROR' }]);
    expect(events).toHaveLength(1);
  });

  it('is 500 when its function fails, with what it said', async () => {
    const { url, execution } = await start(
      guarding(() => {
        throw new TypeError('oops');
      }),
      { level: 'ERROR', authorizer: TOKEN },
    );
    expect((await call(`${url}/asked`, bearing('t'))).status).toBe(500);
    expect(execution()[0]).toBe(
      'Execution failed due to configuration error: Authorizer function failed with response body: {"errorType":"TypeError","errorMessage":"oops"}',
    );
  });

  it('has its lines before those of the execution, secrets masked, bodies with the data trace alone', async () => {
    const { url, execution } = await start(
      guarding(() => policy('Allow', '*')),
      { authorizer: TOKEN },
    );
    await call(`${url}/asked`, bearing('Bearer secret'));
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

describe('answers of authorizers', () => {
  it('are kept for five minutes by token, and count for every path', async () => {
    const { url, events, clock } = await start(
      guarding(() => policy('Allow', `${ARN}/GET/asked`)),
      { authorizer: TOKEN },
    );
    expect((await call(`${url}/asked`, bearing('a'))).status).toBe(200);
    expect((await call(`${url}/asked/1`, bearing('a'))).status).toBe(403);
    expect(callsOf(events, 'TOKEN')).toHaveLength(1);
    expect((await call(`${url}/asked`, bearing('b'))).status).toBe(200);
    expect(callsOf(events, 'TOKEN')).toHaveLength(2);
    clock.now = 299_999;
    expect((await call(`${url}/asked`, bearing('a'))).status).toBe(200);
    expect(callsOf(events, 'TOKEN')).toHaveLength(2);
    clock.now = 300_000;
    expect((await call(`${url}/asked`, bearing('a'))).status).toBe(200);
    expect(callsOf(events, 'TOKEN')).toHaveLength(3);
  });

  it('are not kept with a time of 0, nor are failures', async () => {
    const { url, events } = await start(
      guarding(() => policy('Allow', '*')),
      { authorizer: { ...TOKEN, AuthorizerResultTtlInSeconds: 0 } },
    );
    await call(`${url}/asked`, bearing('a'));
    await call(`${url}/asked`, bearing('a'));
    expect(callsOf(events, 'TOKEN')).toHaveLength(2);
    const failing = await start(
      guarding(() => 'malformed'),
      { authorizer: TOKEN },
    );
    await call(`${failing.url}/asked`, bearing('a'));
    await call(`${failing.url}/asked`, bearing('a'));
    expect(failing.events).toHaveLength(2);
  });
});

describe('a REQUEST authorizer', () => {
  const REQUEST = {
    Type: 'REQUEST',
    IdentitySource:
      'method.request.header.X-Team, method.request.querystring.key, stageVariables.color, context.httpMethod',
  };

  it('gets the request without its body', async () => {
    const { url, events } = await start(
      guarding(() => policy('Allow', '*')),
      { authorizer: REQUEST },
    );
    expect((await call(`${url}/asked/7?key=k&key=l`, { headers: { 'X-Team': 'blue' } })).status).toBe(200);
    expect(events[0]).toMatchObject({
      type: 'REQUEST',
      methodArn: `${ARN}/GET/asked/7`,
      resource: '/asked/{id}',
      path: '/asked/7',
      httpMethod: 'GET',
      headers: { 'X-Team': 'blue' },
      multiValueHeaders: { 'X-Team': ['blue'] },
      queryStringParameters: { key: 'l' },
      multiValueQueryStringParameters: { key: ['k', 'l'] },
      pathParameters: { id: '7' },
      stageVariables: { color: 'blue' },
      requestContext: { resourcePath: '/asked/{id}', stage: 'prod', apiId: 'api123' },
    });
    expect(events[0]).not.toHaveProperty('body');
    expect(events[0]).not.toHaveProperty('isBase64Encoded');
  });

  it('is not asked when one of its identity sources is missing, and tells callers apart by all of them', async () => {
    const { url, events } = await start(
      guarding(() => policy('Allow', '*')),
      { authorizer: REQUEST },
    );
    const team = (name: string) => ({ headers: { 'X-Team': name } });
    expect((await call(`${url}/asked`, team('blue'))).status).toBe(401);
    expect((await call(`${url}/asked?key=1`)).status).toBe(401);
    expect(events).toEqual([]);
    for (const [key, name] of [
      ['1', 'blue'],
      ['1', 'blue'],
      ['2', 'blue'],
      ['1', 'red'],
    ] as const)
      await call(`${url}/asked?key=${key}`, team(name));
    expect(callsOf(events, 'REQUEST')).toHaveLength(3);
  });

  it('without identity sources is asked every time', async () => {
    const { url, events } = await start(
      guarding(() => policy('Allow', '*')),
      { authorizer: { Type: 'REQUEST', AuthorizerResultTtlInSeconds: 0 } },
    );
    await call(`${url}/asked`);
    await call(`${url}/asked`);
    expect(callsOf(events, 'REQUEST')).toHaveLength(2);
    expect(events[0]).toMatchObject({ queryStringParameters: {}, pathParameters: {} });
  });
});

it('an authorizer of Cognito is named as not run, with the methods that it guards', async () => {
  const { unsupported, url } = await start(ok, { authorizer: { Type: 'COGNITO_USER_POOLS' } });
  expect(unsupported).toContainEqual({
    type: 'AWS::ApiGateway::Method',
    name: 'GET /asked of notes',
    reason: 'its authorizer type is COGNITO_USER_POOLS',
  });
  expect((await call(`${url}/asked`)).status).toBe(403);
});

it('names what else it does not run, each by type and name', async () => {
  const { unsupported } = await start(ok, {
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
