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
    { type: 'AWS::Logs::LogGroup', physicalId: '/other' },
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
          // Nobody called it yet: its execution group is not there.
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
    [
      'a function: the log group that it is configured to write to, not a guessed name',
      'notes-create',
      { 'Stack-Logs-1': 'notes-create' },
    ],
    ['a log group with a slash', '/aws/lambda/users-list', { '/aws/lambda/users-list': 'users-list' }],
    ['an execution log', EXECUTION, { [EXECUTION]: 'abc/prod' }],
    ['a log group with a generated name', 'Stack-Logs-2', { 'Stack-Logs-2': 'Stack-Logs-2' }],
    [
      'an API: access and execution logs of all stages, and its functions',
      'api:notes',
      { '/access': 'notes/prod', [EXECUTION]: 'notes/prod execution', 'Stack-Logs-1': 'notes-create' },
    ],
    ['a stage of an API that is named by its id', 'api:abc/dev', { 'Stack-Logs-1': 'notes-create' }],
    [
      'a stack: its APIs, its functions and the log groups that it declares',
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
      'a stack with the stacks nested in it, at any depth; one that was deleted since holds nothing',
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

  it('is read once when it is named twice, under the name that comes first', async () => {
    expect(await resolve('Stack-Logs-1', 'notes-create', 'api:notes/dev')).toEqual({ 'Stack-Logs-1': 'Stack-Logs-1' });
  });
});

it('has to be there when it is the name of a log group itself, and may be missing when something else led to it', async () => {
  const named = async (target: string) =>
    (await resolveTargets([target], account)).map(({ isNamed = false }) => isNamed);
  expect(await named('/access')).toEqual([true]);
  expect(await named('Stack-Logs-1')).toEqual([true]);
  for (const target of ['notes-create', 'api:notes/dev', 'users-*']) expect(await named(target)).toEqual([false]);
});

describe('a target that is not there', () => {
  it.each([
    ['notes-craete', 'No function or log group is called "notes-craete". Nearest: notes-create, '],
    ['/aws/lambda/user-list', 'No log group is called "/aws/lambda/user-list". Nearest: /aws/lambda/users-list, '],
    ['api:nots', 'No API is called "api:nots". Nearest: api:notes, api:users, '],
    ['api:notes/prd', 'No stage is called "api:notes/prd". Nearest: api:notes/prod, api:notes/dev.'],
    ['stack:Note', 'No stack is called "stack:Note". Nearest: stack:Notes, stack:Billing.'],
    ['billing-*', 'No function or log group is called "billing-*". Nearest: '],
  ])('%s: the nearest names are said', async (target, message) => {
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
])('an ARN of anything else is refused, with the forms to write: %s', async (target) => {
  const error = await resolveTargets([target], account).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(InvalidTargetError);
  expect((error as Error).message).toMatch(
    /is not the ARN of a function or a log group\. Write arn:aws:lambda:REGION:.* or arn:/,
  );
});

it('says what has no logs at all', async () => {
  const error = await resolveTargets(['api:silent'], account).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(NoLogsError);
  expect((error as Error).message).toContain('api:silent: there are no logs.');
});

describe('without a permission', () => {
  type Question = Exclude<keyof Account, 'notice'>;
  const PERMISSIONS: Record<Question, string> = {
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

  /** Resolves in an account that denies these questions; the groups that were found, and what was said. */
  async function resolveDenied(target: string, ...questions: Question[]) {
    const said: string[] = [];
    const denied = Object.fromEntries(
      questions.map((question) => [question, () => Promise.reject(new MissingPermissionError(PERMISSIONS[question]))]),
    );
    const sources = await resolveTargets([target], { ...account, ...denied, notice: (line) => said.push(line) });
    return { groups: sources.map(({ group }) => group), said };
  }
  const lambdaDenied = ['functionLogGroup', 'functionNames'] as const;
  const groupsDenied = ['hasLogGroup', 'logGroupNames'] as const;

  it.each<[string, string, Question[], string[], (string | RegExp)[]]>([
    [
      'a function is read where functions log by default',
      'users-list',
      ['functionLogGroup'],
      ['/aws/lambda/users-list'],
      [/^lambda:GetFunctionConfiguration is denied; reading users-list in \/aws\/lambda\//],
    ],
    [
      'so are the functions of an API; what is not there is left out, in one line',
      'api:users',
      ['functionLogGroup', 'hasLogGroup'],
      ['/aws/lambda/users-list'],
      [/^logs:DescribeLogGroups is denied; /, /^lambda:GetFunctionConfiguration is denied; reading users-list in /],
    ],
    [
      'functions of which nothing is there are left out, in one line',
      'api:notes',
      ['functionLogGroup'],
      ['/access', EXECUTION],
      ['lambda:GetFunctionConfiguration is denied; leaving out notes-create, gone: no log group in /aws/lambda/'],
    ],
    [
      'an API whose integrations may not be read is read without its functions',
      'api:notes/prod',
      ['apiFunctions'],
      ['/access', EXECUTION],
      ['apigateway:GET is denied for the integrations of notes; leaving out its functions'],
    ],
    [
      'an API whose stages may not be read is read by its functions',
      'api:notes',
      ['apiStages'],
      ['Stack-Logs-1'],
      ['apigateway:GET is denied for the stages of notes; reading only its functions'],
    ],
    [
      'an API that is named by its id is found by the names of its execution logs',
      'api:abc',
      ['apis'],
      [EXECUTION],
      ['apigateway:GET is denied; reading only the execution logs of abc'],
    ],
    [
      'a stage likewise',
      'api:abc/prod',
      ['apis'],
      [EXECUTION],
      ['apigateway:GET is denied; reading only the execution logs of abc'],
    ],
    [
      'a stack is what CloudFormation named after it',
      'stack:Stack',
      ['stackResources'],
      ['Stack-Logs-1', 'Stack-Logs-2'],
      [
        'cloudformation:ListStackResources is denied; reading functions and log groups that are named Stack-*, as CloudFormation names resources',
      ],
    ],
    [
      'an API that cannot be known takes nothing from the rest of its stack',
      'stack:Notes',
      ['apis', 'logGroupNames'],
      ['Stack-Logs-2', '/other'],
      [
        'apigateway:GET is denied; leaving out the logs of the API abc',
        'apigateway:GET is denied; leaving out the logs of the API def',
      ],
    ],
    [
      'a glob is looked for among what may be listed: log groups',
      '*users*',
      ['functionNames'],
      ['/aws/lambda/users-list'],
      ['lambda:ListFunctions is denied; looking for *users* only among log groups'],
    ],
    [
      'a glob is looked for among what may be listed: functions',
      'notes-*',
      ['logGroupNames'],
      ['Stack-Logs-1', 'Stack-Logs-2'],
      ['logs:DescribeLogGroups is denied; looking for notes-* only among functions'],
    ],
    [
      'a log group is taken to be there',
      '/access',
      [...groupsDenied],
      ['/access'],
      ['logs:DescribeLogGroups is denied; reading log groups without checking that they exist'],
    ],
  ])('%s', async (_, target, questions, groups, lines) => {
    const { groups: found, said } = await resolveDenied(target, ...questions);
    expect(found).toEqual(groups);
    expect(said).toEqual(lines.map((line) => (typeof line === 'string' ? line : expect.stringMatching(line))));
  });

  it('a nested stack that may not be asked for takes nothing from the rest of the stack around it', async () => {
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

  it.each<[string, string, Question[], string]>([
    [
      'a function',
      'notes-create',
      ['functionLogGroup'],
      'lambda:GetFunctionConfiguration: the log group of notes-create',
    ],
    ['an API', 'api:notes', ['apis'], 'apigateway:GET: the API "notes"'],
    ['an API and all groups', 'api:abc', ['apis', ...groupsDenied], 'apigateway:GET: the API "abc"'],
    ['the parts of an API', 'api:users', ['apiStages', 'apiFunctions'], 'apigateway:GET: the API "users"'],
    ['the functions of a silent API', 'api:users', ['apiFunctions'], 'apigateway:GET: the functions of users'],
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
  ])('of which nothing can be known, it is named: %s', async (_, target, questions, message) => {
    const error = await resolveDenied(target, ...questions).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(MissingPermissionError);
    expect((error as Error).message).toContain(`These credentials lack the permission ${message}`);
  });

  it('a misspelt name still gets the nearest names that may be listed', async () => {
    await expect(resolveDenied('notes-craete', 'functionNames')).rejects.toThrow('Nearest: ');
    await expect(resolveDenied('stack:Note', 'stackNames')).rejects.toThrow('`logs groups` lists the log groups.');
  });
});
