import { describe, expect, it } from 'vitest';
import type { Account, StackResource } from '../../../core/targets/account.ts';
import {
  InvalidTargetError,
  MissingPermissionError,
  NoLogsError,
  UnknownTargetError,
} from '../../../core/targets/errors.ts';
import { resolveTargets } from '../../../core/targets/resolve-target.ts';

const functions: Record<string, string> = {
  'notes-create': 'Stack-Logs-1',
  'notes-get': 'Stack-Logs-2',
  'users-list': '/aws/lambda/users-list',
};
const EXECUTION = 'API-Gateway-Execution-Logs_abc/prod';
const groups = ['Stack-Logs-1', 'Stack-Logs-2', '/aws/lambda/users-list', '/access', '/other', EXECUTION];
const NESTED = 'arn:aws:cloudformation:eu-west-1:123456789012:stack/Shop-Nested-1ABC/0123';
const nested = (physicalId: string): StackResource => ({ type: 'AWS::CloudFormation::Stack', physicalId });
const stacks: Record<string, readonly StackResource[]> = {
  Notes: [
    { type: 'AWS::ApiGateway::RestApi', physicalId: 'abc' },
    { type: 'AWS::ApiGatewayV2::Api', physicalId: 'def' },
    { type: 'AWS::Lambda::Function', physicalId: 'notes-get' },
    { type: 'AWS::Logs::LogGroup', physicalId: 'Stack-Logs-2' },
    { type: 'Custom::AdoptedLogGroup', physicalId: '/other:b6a3c0de-5d1f-4a2e-8c37-2f1f0a9d4e11' },
    { type: 'AWS::DynamoDB::Table', physicalId: 'table' },
  ],
  Shop: [{ type: 'AWS::Logs::LogGroup', physicalId: '/access' }, nested(NESTED), nested(`${NESTED}-deleted`)],
  [NESTED]: [{ type: 'AWS::Lambda::Function', physicalId: 'notes-get' }, nested(`${NESTED}-inner`)],
  [`${NESTED}-inner`]: [{ type: 'AWS::Logs::LogGroup', physicalId: '/other' }],
};
const account: Account = {
  functionLogGroup: async (name) => functions[name],
  functionNames: async () => Object.keys(functions),
  hasLogGroup: async (name) => groups.includes(name),
  logGroupNames: async () => groups,
  apis: async () => [
    { id: 'abc', name: 'notes', protocol: 'REST' },
    { id: 'def', name: 'users', protocol: 'HTTP' },
    { id: 'ghi', name: 'silent', protocol: 'HTTP' },
  ],
  apiStages: async ({ id }) =>
    id === 'abc'
      ? [
          { name: 'prod', accessLogGroup: '/access', executionLogGroup: EXECUTION },
          // It has not been called yet, so its execution log group does not exist.
          { name: 'dev', executionLogGroup: 'API-Gateway-Execution-Logs_abc/dev' },
        ]
      : [{ name: 'v1' }],
  apiFunctions: async ({ id }) => ({ abc: ['notes-create', 'gone'], def: ['users-list'] })[id] ?? [],
  stackResources: async (name) => stacks[name],
  stackNames: async () => ['Notes', 'Billing'],
};

const resolve = async (...names: string[]) =>
  Object.fromEntries((await resolveTargets(names, account)).map(({ group, label }) => [group, label]));

describe('a target', () => {
  it.each<[string, string, Record<string, string>]>([
    ['a function: the log group from its configuration', 'notes-create', { 'Stack-Logs-1': 'notes-create' }],
    ['a log group with a slash', '/aws/lambda/users-list', { '/aws/lambda/users-list': 'users-list' }],
    ['an execution log', EXECUTION, { [EXECUTION]: 'abc/prod' }],
    ['a log group with a generated name', 'Stack-Logs-2', { 'Stack-Logs-2': 'Stack-Logs-2' }],
    [
      'an API: the access and execution logs of all stages, and its functions',
      'api:notes',
      { '/access': 'notes/prod', [EXECUTION]: 'notes/prod execution', 'Stack-Logs-1': 'notes-create' },
    ],
    ['a stage of an API, by the id of the API', 'api:abc/dev', { 'Stack-Logs-1': 'notes-create' }],
    [
      'a stack: its APIs, its functions and its log groups',
      'stack:Notes',
      {
        '/access': 'notes/prod',
        [EXECUTION]: 'notes/prod execution',
        'Stack-Logs-1': 'notes-create',
        '/aws/lambda/users-list': 'users-list',
        'Stack-Logs-2': 'notes-get',
        '/other': '/other',
      },
    ],
    [
      'a stack with its nested stacks, at any depth, except deleted ones',
      'stack:Shop',
      { '/access': '/access', 'Stack-Logs-2': 'notes-get', '/other': '/other' },
    ],
    [
      'a glob over functions and log groups',
      'notes-*',
      { 'Stack-Logs-1': 'notes-create', 'Stack-Logs-2': 'notes-get' },
    ],
    ['a glob for one character', 'Stack-Logs-?', { 'Stack-Logs-1': 'Stack-Logs-1', 'Stack-Logs-2': 'Stack-Logs-2' }],
    [
      'the ARN of a function',
      'arn:aws:lambda:eu-west-1:123456789012:function:notes-get:live',
      { 'Stack-Logs-2': 'notes-get' },
    ],
    ['the ARN of a log group', 'arn:aws:logs:eu-west-1:123456789012:log-group:/access:*', { '/access': '/access' }],
  ])('may be %s', async (_, target, expected) => {
    expect(await resolve(target)).toEqual(expected);
  });

  it('is read once when it is named twice, with the first label', async () => {
    expect(await resolve('Stack-Logs-1', 'notes-create', 'api:notes/dev')).toEqual({ 'Stack-Logs-1': 'Stack-Logs-1' });
  });
});

it('a log group must exist when the user names it, and may be missing when another target includes it', async () => {
  const named = async (target: string) =>
    (await resolveTargets([target], account)).map(({ mustExist = false }) => mustExist);
  expect(await named('/access')).toEqual([true]);
  expect(await named('Stack-Logs-1')).toEqual([true]);
  for (const target of ['notes-create', 'api:notes/dev', 'users-*']) expect(await named(target)).toEqual([false]);
});

describe('a target that does not exist', () => {
  it.each([
    ['notes-craete', 'No function or log group is called "notes-craete". Nearest: notes-create, '],
    ['/aws/lambda/user-list', 'No log group is called "/aws/lambda/user-list". Nearest: /aws/lambda/users-list, '],
    ['api:nots', 'No API is called "api:nots". Nearest: api:notes, api:users, '],
    ['api:notes/prd', 'No stage is called "api:notes/prd". Nearest: api:notes/prod, api:notes/dev.'],
    ['stack:Note', 'No stack is called "stack:Note". Nearest: stack:Notes, stack:Billing.'],
    ['billing-*', 'No function or log group is called "billing-*". Nearest: '],
  ])('%s: the error has the nearest names', async (target, message) => {
    const error = await resolveTargets([target], account).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(UnknownTargetError);
    expect((error as Error).message).toContain(message);
  });
});

it.each([
  'arn:aws:logs:bad',
  'arn:aws:logs:eu-west-1:123456789012:log-group',
  'arn:aws:execute-api:eu-west-1:123456789012:abc/prod',
  'arn:',
])('another ARN is refused, with the valid forms: %s', async (target) => {
  const error = await resolveTargets([target], account).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(InvalidTargetError);
  expect((error as Error).message).toMatch(
    /is not the ARN of a function or a log group\. Write arn:aws:lambda:REGION:.* or arn:/,
  );
});

it('the error names a target without any logs', async () => {
  const error = await resolveTargets(['api:silent'], account).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(NoLogsError);
  expect((error as Error).message).toContain('api:silent: there are no logs.');
});

describe('without a permission', () => {
  type Method = Exclude<keyof Account, 'notice'>;
  const PERMISSIONS: Record<Method, string> = {
    functionLogGroup: 'lambda:GetFunctionConfiguration',
    functionNames: 'lambda:ListFunctions',
    hasLogGroup: 'logs:DescribeLogGroups',
    logGroupNames: 'logs:DescribeLogGroups',
    apis: 'apigateway:GET',
    apiStages: 'apigateway:GET',
    apiFunctions: 'apigateway:GET',
    stackResources: 'cloudformation:ListStackResources',
    stackNames: 'cloudformation:ListStacks',
  };

  /** Resolves in an account that denies these methods. @returns the log groups, and the notices. */
  async function resolveDenied(target: string, ...methods: Method[]) {
    const notices: string[] = [];
    const denied = Object.fromEntries(
      methods.map((method) => [method, () => Promise.reject(new MissingPermissionError(PERMISSIONS[method]))]),
    );
    const sources = await resolveTargets([target], { ...account, ...denied, notice: (line) => notices.push(line) });
    return { groups: sources.map(({ group }) => group), notices };
  }
  const lambdaDenied = ['functionLogGroup', 'functionNames'] as const;
  const groupsDenied = ['hasLogGroup', 'logGroupNames'] as const;

  it.each<[string, string, Method[], string[], (string | RegExp)[]]>([
    [
      'a function is read in its default log group',
      'users-list',
      ['functionLogGroup'],
      ['/aws/lambda/users-list'],
      [/^lambda:GetFunctionConfiguration is denied; reading users-list in \/aws\/lambda\//],
    ],
    [
      'the functions of an API are read in their default log groups, with one notice',
      'api:users',
      ['functionLogGroup', 'hasLogGroup'],
      ['/aws/lambda/users-list'],
      [/^logs:DescribeLogGroups is denied; /, /^lambda:GetFunctionConfiguration is denied; reading users-list in /],
    ],
    [
      'functions without a default log group are left out, with one notice',
      'api:notes',
      ['functionLogGroup'],
      ['/access', EXECUTION],
      ['lambda:GetFunctionConfiguration is denied; leaving out notes-create, gone: no log group in /aws/lambda/'],
    ],
    [
      'an API is read without its functions when its integrations cannot be read',
      'api:notes/prod',
      ['apiFunctions'],
      ['/access', EXECUTION],
      ['apigateway:GET is denied for the integrations of notes; leaving out its functions'],
    ],
    [
      'only the functions of an API are read when its stages cannot be read',
      'api:notes',
      ['apiStages'],
      ['Stack-Logs-1'],
      ['apigateway:GET is denied for the stages of notes; reading only its functions'],
    ],
    [
      'the execution logs of an API are found by its id',
      'api:abc',
      ['apis'],
      [EXECUTION],
      ['apigateway:GET is denied; reading only the execution logs of abc'],
    ],
    [
      'the execution log of a stage is found by the id of its API',
      'api:abc/prod',
      ['apis'],
      [EXECUTION],
      ['apigateway:GET is denied; reading only the execution logs of abc'],
    ],
    [
      'resources of a stack are found by the names that CloudFormation generates',
      'stack:Stack',
      ['stackResources'],
      ['Stack-Logs-1', 'Stack-Logs-2'],
      [
        'cloudformation:ListStackResources is denied; reading functions and log groups that are named Stack-*, as CloudFormation names resources',
      ],
    ],
    [
      'an API that cannot be looked up does not affect the rest of its stack',
      'stack:Notes',
      ['apis', 'logGroupNames'],
      ['Stack-Logs-2', '/other'],
      [
        'apigateway:GET is denied; leaving out the logs of the API abc',
        'apigateway:GET is denied; leaving out the logs of the API def',
      ],
    ],
    [
      'a glob is matched only with log groups',
      '*users*',
      ['functionNames'],
      ['/aws/lambda/users-list'],
      ['lambda:ListFunctions is denied; looking for *users* only among log groups'],
    ],
    [
      'a glob is matched only with functions',
      'notes-*',
      ['logGroupNames'],
      ['Stack-Logs-1', 'Stack-Logs-2'],
      ['logs:DescribeLogGroups is denied; looking for notes-* only among functions'],
    ],
    [
      'a log group is assumed to exist',
      '/access',
      [...groupsDenied],
      ['/access'],
      ['logs:DescribeLogGroups is denied; reading log groups without checking that they exist'],
    ],
  ])('%s', async (_, target, methods, groups, lines) => {
    const { groups: found, notices } = await resolveDenied(target, ...methods);
    expect(found).toEqual(groups);
    expect(notices).toEqual(lines.map((line) => (typeof line === 'string' ? line : expect.stringMatching(line))));
  });

  it('a nested stack that cannot be listed does not affect the rest of its parent', async () => {
    const notices: string[] = [];
    const sources = await resolveTargets(['stack:Shop'], {
      ...account,
      notice: (message) => notices.push(message),
      stackResources: async (name) => {
        if (name === NESTED) throw new MissingPermissionError('cloudformation:ListStackResources', 'it');
        return stacks[name];
      },
    });
    expect(sources.map(({ group }) => group)).toEqual(['/access']);
    expect(notices).toEqual([
      `cloudformation:ListStackResources is denied; leaving out the logs of the nested stack ${NESTED}`,
    ]);
  });

  it.each<[string, string, Method[], string]>([
    [
      'a function',
      'notes-create',
      ['functionLogGroup'],
      'lambda:GetFunctionConfiguration: the log group of notes-create',
    ],
    ['an API', 'api:notes', ['apis'], 'apigateway:GET: the API "notes"'],
    ['an API and all groups', 'api:abc', ['apis', ...groupsDenied], 'apigateway:GET: the API "abc"'],
    [
      'the stages and functions of an API',
      'api:users',
      ['apiStages', 'apiFunctions'],
      'apigateway:GET: the API "users"',
    ],
    [
      'the functions of an API without logs',
      'api:users',
      ['apiFunctions'],
      'apigateway:GET: the functions of the API "users"',
    ],
    [
      'a stack',
      'stack:Other',
      ['stackResources'],
      'cloudformation:ListStackResources: the resources of the stack "Other"',
    ],
    [
      'a glob',
      'notes-*',
      [...lambdaDenied, ...groupsDenied],
      'lambda:ListFunctions and logs:DescribeLogGroups: names that match notes-*',
    ],
  ])('the error names the permission when nothing can be found: %s', async (_, target, methods, message) => {
    const error = await resolveDenied(target, ...methods).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(MissingPermissionError);
    expect((error as Error).message).toContain(`These credentials lack the permission ${message}`);
  });

  it('a misspelt name still gets the nearest names that can be listed', async () => {
    await expect(resolveDenied('notes-craete', 'functionNames')).rejects.toThrow('Nearest: ');
    await expect(resolveDenied('stack:Note', 'stackNames')).rejects.toThrow('`logs groups` lists the log groups.');
  });
});
