import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { APIGatewayClient, GetRestApisCommand } from '@aws-sdk/client-api-gateway';
import { CloudWatchLogsClient, PutSubscriptionFilterCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DeleteItemCommand, DynamoDBClient, ListTablesCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { App } from 'aws-cdk-lib';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiCall } from '../../core/calls/api-call.ts';
import { LogsApiStack } from '../../infra/stacks/logs-api-stack.ts';
import { NotesApiStack } from '../../infra/stacks/notes-api-stack.ts';
import { type LocalAws, startLocalAws } from '../../local/local-aws.ts';
import { eventually } from '../contract/logs-service/service.ts';
import { type GatewayRequest, invokeAsGateway } from './lambda-host.ts';
import { RunningLogs, runLogs } from './run-logs.ts';

const CLIENT = { region: 'eu-west-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };

let cwd: string;
let aws: LocalAws;
/** The names of the functions of the Logs API, by their purpose. CloudFormation generates them. */
let functions: { readonly api: string; readonly authorizer: string; readonly indexer: string };
let table: string;
let accessLogs: string;
/** The id of the notes API: without an authorizer, it is the domain of its calls. */
let apiId: string;
let noteId: string;

const env = () => ({ XDG_DATA_HOME: join(cwd, 'data') });
const logs = (...args: string[]) => runLogs([...args, '--endpoint-url', aws.endpoint], { cwd, env: env() });

beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'tailgate-test-'));
  const app = new App({ outdir: join(cwd, 'cdk.out') });
  const notes = new NotesApiStack(app, 'NotesApi');
  const served = notes.node.findChild('AccessLogs') as LogGroup;
  const create = notes.node.findChild('notes-create').node.findChild('Logs') as LogGroup;
  new LogsApiStack(app, 'LogsApi', {
    logs: [
      { name: 'access/notes/prod', kind: 'access', functionNames: ['notes-create'], logGroup: served },
      { name: 'lambda/notes-create', kind: 'function', functionName: 'notes-create', logGroup: create },
    ],
  });
  app.synth();
  aws = await startLocalAws({
    assembly: join(cwd, 'cdk.out'),
    port: 0,
    region: 'eu-west-1',
    accountId: '123456789012',
    notice: () => undefined,
  });
  const { Functions = [] } = await new LambdaClient({ ...CLIENT, endpoint: aws.endpoint }).send(
    new ListFunctionsCommand({}),
  );
  const nameOf = (prefix: string) =>
    Functions.find(({ FunctionName }) => FunctionName?.startsWith(prefix))?.FunctionName ?? '';
  functions = {
    api: nameOf('LogsApi-ApiFunction'),
    authorizer: nameOf('LogsApi-AuthorizerFunction'),
    indexer: nameOf('LogsApi-IndexIndexerFunction'),
  };
  const gateway = new APIGatewayClient({ ...CLIENT, endpoint: aws.endpoint });
  const { items = [] } = await gateway.send(new GetRestApisCommand({}));
  apiId = items.find(({ name }) => name === 'notes')?.id ?? '';
  const { stdout } = await logs('groups', 'AccessLogs', '--output', 'json');
  const groups = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).logGroupName as string);
  accessLogs = groups.find((name) => name.startsWith('NotesApi')) ?? '';
  const tables = await new DynamoDBClient({ ...CLIENT, endpoint: aws.endpoint }).send(new ListTablesCommand({}));
  table = tables.TableNames?.find((name) => name.startsWith('LogsApi')) ?? '';
  const client = new CloudWatchLogsClient({ ...CLIENT, endpoint: aws.endpoint });
  await client.send(
    new PutSubscriptionFilterCommand({
      logGroupName: accessLogs,
      filterName: 'calls',
      filterPattern: '',
      destinationArn: `arn:aws:lambda:eu-west-1:123456789012:function:${functions.indexer}`,
    }),
  );
  const url = Object.entries(aws.apis).find(([name]) => name.startsWith('NotesApi'))?.[1];
  const response = await fetch(`${url}/notes`, { method: 'POST', body: '{"content":"hello"}' });
  ({ noteId } = (await response.json()) as { noteId: string });
});

afterAll(async () => {
  await aws?.close();
  rmSync(cwd, { recursive: true, force: true });
});

async function createToken(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await logs('token', 'create', '--table', table, ...args);
  expect(code, stderr).toBe(0);
  return stdout.trim();
}

/** `logs serve`, until the test ends. */
async function serve(...args: string[]) {
  const command = ['serve', '--port', '0', '--endpoint-url', aws.endpoint, ...args];
  const running = new RunningLogs(command, { cwd, env: env() });
  await running.until(({ stdout }) => stdout.includes('Try\n'));
  const url = /(http:\S+)\/openapi\.json/.exec(running.stdout)?.[1] ?? '';
  const session = /Token of this session\n {2}(\S+)/.exec(running.stdout)?.[1];
  const get = (path: string, token = session) =>
    fetch(`${url}${path}`, { headers: token === undefined ? {} : { Authorization: `Bearer ${token}` } });
  return { running, get, session, [Symbol.asyncDispose]: async () => void (await running.interrupt()) };
}

describe('logs token', () => {
  it('creates a token that is shown once, lists it without its secret, and revokes it', async () => {
    const token = await createToken('--domain', 'acme', '--label', 'a test', '--expires', '90d');
    expect(token).toMatch(/^[0-9a-f]{12}\.[\w-]{43}$/);
    const [id, secret] = token.split('.') as [string, string];
    const text = await logs('token', 'list', '--table', table);
    expect(text.stdout).toMatch(new RegExp(`${id} +acme +logs:read:api +\\S+ +\\S+ +a test`));
    const json = await logs('token', 'list', '--table', table, '--output', 'json');
    expect(JSON.parse(json.stdout.split('\n').find((line) => line.includes(id)) ?? '')).toMatchObject({
      id,
      domainId: 'acme',
      scopes: ['logs:read:api'],
      label: 'a test',
    });
    expect(text.stdout + json.stdout).not.toContain(secret);

    await using api = await serve('--table', table);
    expect((await api.get('/logs/api', token)).status).toBe(200);
    expect((await logs('token', 'revoke', '--table', table, id)).code).toBe(0);
    expect((await api.get('/logs/api', token)).status).toBe(401);
    const again = await logs('token', 'revoke', '--table', table, id);
    expect(again).toMatchObject({ code: 4, stderr: expect.stringContaining(`There is no token ${id}`) });
  });

  it.each([
    [['--domain', 'a', '--operator'], /--domain|--operator/],
    [[], /--domain|--operator/],
    [['--domain', 'a', '--scope', 'logs:read:*'], /--operator/],
    [['--operator', '--scope', 'logs:write:*'], /"logs:write:\*" is not a scope/],
    [['--domain', 'a', '--expires', 'soon'], /"soon" is not a duration/],
  ])('refuses %j', async (args, message) => {
    const { code, stderr } = await logs('token', 'create', '--table', table, ...args);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });

  it('reports a missing table', async () => {
    const { code, stderr } = await logs('token', 'list', '--table', 'nowhere');
    expect(code).toBe(4);
    expect(stderr).not.toContain('    at ');
  });
});

describe('logs serve', () => {
  it('serves the logs of the account to the session token, without a table', async () => {
    await using api = await serve();
    expect((await api.get('/logs/v2/component', 'abc')).status).toBe(401);
    const list = (await (await api.get('/logs/v2/component')).json()) as { name: string; logGroup: string }[];
    const names = list.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['lambda/notes-create', 'access/notes/prod', 'api-gateway/notes/prod']),
    );
    const response = await api.get('/logs/v2/task/notes-create?filter=LEVEL:INFO');
    expect(response.redirected).toBe(true);
    expect(await response.text()).toContain(noteId);
    expect((await api.get('/logs/v2/task/notes-create/file/access')).status).toBe(200);
    expect((await api.get('/logs/v2/component/access/notes/prod?cursor=END&skip=-1')).status).toBe(200);
    expect((await api.get('/logs/v2/component/NotesApi')).status).toBe(404);
    expect((await api.get('/logs/api?domain=x')).status).toBe(404);
    expect(await api.running.interrupt()).toMatchObject({ code: 0, stderr: '' });
  });

  it('stores its key for this user only, and cursors stay valid after a restart', async () => {
    const read = async (cursor: string) => {
      await using api = await serve();
      return await api.get(`/logs/v2/component/lambda/notes-create?cursor=${cursor}&limit=1`);
    };
    const path = '/logs/v2/component/lambda/notes-create?limit=1';
    await using api = await serve();
    const line = await fetch(new URL(path, (await api.get(path)).url), {
      headers: { Authorization: `Bearer ${api.session}`, Accept: 'application/json' },
    });
    const { cursor } = (await line.json()) as { cursor: string };
    expect((await read(cursor)).status).toBe(200);
    const directory = join(cwd, 'data', 'tailgate');
    expect(existsSync(directory) && readdirSync(directory)).toContain('logs-api.key');
    expect(statSync(join(directory, 'logs-api.key')).mode & 0o777).toBe(0o600);
  });

  it('serves the indexed API calls only to tokens of their domain', async () => {
    const mine = await createToken('--domain', apiId);
    const others = await createToken('--domain', 'other');
    await using api = await serve('--table', table);
    const calls = await eventually(
      async () => (await (await api.get('/logs/api', mine)).json()) as ApiCall[],
      (found) => found.length > 0,
    );
    expect(calls).toMatchObject([{ domainId: apiId, method: 'POST', route: '/notes', status: 201, source: 'api' }]);
    expect(await (await api.get('/logs/api', others)).json()).toEqual([]);
    expect((await api.get('/logs/v2/component', mine)).status).toBe(403);
  });

  it.each([
    [['--cors-origin', 'example.com'], /"example.com" is not an origin/],
    [['--port', '99999'], /99999/],
  ])('refuses %j', async (args, message) => {
    const { code, stderr } = await logs('serve', ...args);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });
});

describe('logs backfill', () => {
  it('indexes the logs of a time range, and changes nothing when it is repeated', async () => {
    const other = new DynamoDBClient({ ...CLIENT, endpoint: aws.endpoint });
    const count = async () =>
      (
        await other.send(
          new ScanCommand({
            TableName: table,
            FilterExpression: 'begins_with(pk, :c)',
            ExpressionAttributeValues: { ':c': { S: 'C#' } },
          }),
        )
      ).Items;
    await eventually(count, (items) => (items?.length ?? 0) > 0);
    const before = await count();
    const [call] = before ?? [];
    if (!call?.pk || !call.sk) throw new Error('no call was indexed');
    await other.send(new DeleteItemCommand({ TableName: table, Key: { pk: call.pk, sk: call.sk } }));
    expect(await count()).toEqual([]);
    for (let times = 0; times < 2; times += 1) {
      const { code, stderr } = await logs('backfill', 'api:notes', '--since', '1h', '--table', table);
      expect(stderr).toMatch(/2 lines of API calls indexed, of \d+ log events/);
      expect(code).toBe(0);
      expect(await count()).toEqual(before);
    }
  });

  it.each([
    [['api:notes', '--since', '1h', '--until', '2h'], 2, /--until is before --since/],
    [['api:none', '--since', '1h'], 4, /api:notes/],
    [['api:notes'], 2, /since/],
    [['api:notes', '--since', '1h', '--table', 'nowhere'], 5, /There is no such table/],
  ])('refuses %j', async (args, exitCode, message) => {
    const { code, stderr } = await logs('backfill', ...(args.includes('--table') ? args : [...args, '--table', table]));
    expect(stderr).toMatch(message);
    expect(code).toBe(exitCode);
  });
});

describe('the same API on Lambda', () => {
  const operator = { tokenId: 'abc', scopes: 'logs:read:*' };
  const invoke = (request: GatewayRequest, enough?: (body: string) => boolean) =>
    invokeAsGateway(aws.endpoint, functions.api, request, enough);

  it('gives the same responses as the Node host, byte for byte', async () => {
    const token = await createToken('--operator');
    const domain = await createToken('--domain', apiId);
    await using api = await serve('--table', table);
    const asDomain = { tokenId: 'abc', scopes: 'logs:read:api', domainId: apiId };
    const requests: [string, Record<string, string[]>, string, Record<string, string>][] = [
      ['/logs/api', {}, domain, asDomain],
      ['/logs/api', { limit: ['0'] }, domain, asDomain],
      ['/logs/api', { domain: ['x'] }, domain, asDomain],
      ['/logs/v2/component', {}, domain, asDomain],
      [
        '/logs/v2/component/lambda/notes-create',
        { limit: ['2'], filter: ['LEVEL:INFO', 'LEVEL:DEBUG'] },
        token,
        operator,
      ],
      ['/logs/v2/component/lambda/notes-create', { cursor: ['x'] }, token, operator],
      ['/logs/v2/component/lambda/notes-create', { filter: ['LEVEL:FATAL'] }, token, operator],
      ['/logs/v2/component/lambda/none', {}, token, operator],
      ['/logs/v2/task/notes-create', { limit: ['1'] }, token, operator],
      ['/logs/v2/nowhere', {}, token, operator],
      ['/openapi.json', {}, token, operator],
    ];
    for (const [path, query, bearer, authorizer] of requests) {
      const search = new URLSearchParams(
        Object.entries(query).flatMap(([name, all]) => all.map((value): [string, string] => [name, value])),
      );
      const node = await fetch(`${/http:\S+?(?=\/logs)/.exec(api.running.stdout)?.[0]}${path}?${search}`, {
        headers: { Authorization: `Bearer ${bearer}` },
        redirect: 'manual',
      });
      const lambda = await invoke({ path, query, authorizer });
      expect(lambda.status, path).toBe(node.status);
      expect(lambda.body, path).toBe(await node.text());
      for (const header of ['content-type', 'location', 'cache-control', 'x-content-type-options']) {
        expect(lambda.headers[header] ?? null, `${path} ${header}`).toBe(node.headers.get(header));
      }
    }
  });

  it('streams, with cursors that the Node host accepts', async () => {
    const { status, headers, body } = await invoke(
      {
        path: '/logs/v2/component/lambda/notes-create',
        query: { cursor: ['BEG'], filter: ['LEVEL:INFO'] },
        headers: { Accept: 'text/event-stream' },
        authorizer: operator,
      },
      (text) => text.includes('data:'),
    );
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/event-stream; charset=utf-8');
    const id = /\nid: (\S+)\ndata: .*note created/.exec(body)?.[1];
    await using api = await serve('--table', table);
    const token = await createToken('--operator');
    expect((await api.get(`/logs/v2/component/lambda/notes-create?cursor=${id}`, token)).status).toBe(200);
  });

  it('accepts a token by its authorizer, and responds 401 to any other', async () => {
    const lambda = new LambdaClient({ ...CLIENT, endpoint: aws.endpoint });
    const authorize = async (authorizationToken: string) => {
      const methodArn = 'arn:aws:execute-api:eu-west-1:123456789012:abc/prod/GET/logs/api';
      const Payload = JSON.stringify({ type: 'TOKEN', authorizationToken, methodArn });
      const result = await lambda.send(new InvokeCommand({ FunctionName: functions.authorizer, Payload }));
      return JSON.parse(Buffer.from(result.Payload ?? []).toString());
    };
    const token = await createToken('--domain', apiId);
    const { context } = await authorize(`Bearer ${token}`);
    expect(context).toEqual({ tokenId: token.split('.')[0], domainId: apiId, scopes: 'logs:read:api' });
    const { status, body } = await invoke({ path: '/logs/api', authorizer: context });
    expect(status).toBe(200);
    expect(JSON.parse(body)).toHaveLength(1);
    // API Gateway responds to this message with 401.
    expect(await authorize(`Bearer ${token.slice(0, -1)}x`)).toMatchObject({ errorMessage: 'Unauthorized' });
  });

  it('treats signed requests under /iam as those of an operator, and refuses others', async () => {
    const path = '/iam/logs/v2/component';
    const list = await invoke({ path, userArn: 'arn:aws:iam::123456789012:user/ann' });
    expect(JSON.parse(list.body)).toHaveLength(2);
    expect((await invoke({ path })).status).toBe(401);
    expect((await invoke({ path: '/logs/v2/component', userArn: 'arn:aws:iam::123456789012:user/ann' })).status).toBe(
      401,
    );
    expect((await invoke({ path: '/logs/v2/component', headers: { Authorization: 'Bearer x' } })).status).toBe(401);
  });
});
