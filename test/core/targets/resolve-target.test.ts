import { describe, expect, it } from 'vitest';
import type { Account } from '../../../core/targets/account.ts';
import { resolveTargets } from '../../../core/targets/resolve-target.ts';
import { UnknownTargetError } from '../../../core/targets/unknown-target-error.ts';

const functions: Record<string, string> = {
  'notes-create': 'Stack-Logs-1',
  'notes-get': 'Stack-Logs-2',
  'users-list': '/aws/lambda/users-list',
};
const EXECUTION = 'API-Gateway-Execution-Logs_abc/prod';
const groups = ['Stack-Logs-1', 'Stack-Logs-2', '/aws/lambda/users-list', '/access', '/other', EXECUTION];
const account: Account = {
  functionLogGroup: async (name) => functions[name],
  functionNames: async () => Object.keys(functions),
  hasLogGroup: async (name) => groups.includes(name),
  logGroupNames: async () => groups,
  apis: async () => [
    { id: 'abc', name: 'notes' },
    { id: 'def', name: 'users' },
  ],
  api: async (id) =>
    id === 'abc'
      ? {
          stages: [
            { name: 'prod', accessLogGroup: '/access', executionLogGroup: EXECUTION },
            // Nobody called it yet: its execution group is not there.
            { name: 'dev', executionLogGroup: 'API-Gateway-Execution-Logs_abc/dev' },
          ],
          functionNames: ['notes-create', 'gone'],
        }
      : { stages: [{ name: 'v1' }], functionNames: ['users-list'] },
  stackResources: async (name) =>
    name === 'Notes'
      ? [
          { type: 'AWS::ApiGateway::RestApi', physicalId: 'abc' },
          { type: 'AWS::Lambda::Function', physicalId: 'notes-get' },
          { type: 'AWS::Logs::LogGroup', physicalId: 'Stack-Logs-2' },
          { type: 'AWS::Logs::LogGroup', physicalId: '/other' },
          { type: 'AWS::DynamoDB::Table', physicalId: 'table' },
        ]
      : undefined,
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
        'Stack-Logs-2': 'notes-get',
        '/other': '/other',
      },
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

describe('a target that is not there', () => {
  it.each([
    ['notes-craete', 'No function or log group is called "notes-craete". Nearest: notes-create, '],
    ['/aws/lambda/user-list', 'No log group is called "/aws/lambda/user-list". Nearest: /aws/lambda/users-list, '],
    ['api:nots', 'No API is called "api:nots". Nearest: api:notes, api:users.'],
    ['api:notes/prd', 'No stage is called "api:notes/prd". Nearest: api:notes/prod, api:notes/dev.'],
    ['stack:Nope', 'No stack is called "stack:Nope". `logs groups` lists what is there.'],
    ['billing-*', 'No function or log group is called "billing-*". Nearest: '],
  ])('%s: the nearest names are said', async (target, message) => {
    const error = await resolveTargets([target], account).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(UnknownTargetError);
    expect((error as Error).message).toContain(message);
  });
});
