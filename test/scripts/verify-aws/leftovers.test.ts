import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DeployedResource } from '../../../scripts/verify-aws/deployment.ts';
import { deleteCommand, leftoversOf, type RunRecord } from '../../../scripts/verify-aws/leftovers.ts';
import { remainsText } from '../../../scripts/verify-aws/remains-text.ts';

const START = 1_764_126_000_000;
const PREFIX = 'tg-ab12cd';

const resource = (type: string, physicalId: string, more: Partial<DeployedResource> = {}): DeployedResource => ({
  type,
  physicalId,
  logicalId: 'One',
  properties: {},
  deletionPolicy: 'Retain',
  stackId: 'NotesApi',
  stackName: `${PREFIX}-NotesApi`,
  ...more,
});

const RUN: RunRecord = {
  prefix: PREFIX,
  startedAt: START,
  stacks: [`${PREFIX}-ApiGatewayAccount`, `${PREFIX}-NotesApi`],
  resources: [
    resource('AWS::Logs::LogGroup', `${PREFIX}-Probe-AccessLogs-X1`),
    resource('Custom::AdoptedLogGroup', '/aws/vendedlogs/apis/Probe-0f1e2d3c-0000-4000-8000-00000000000a'),
    resource('AWS::ApiGateway::RestApi', 'a1b2c3d4e5'),
    resource('AWS::ApiGatewayV2::Api', 'f6g7h8i9j0'),
    resource('AWS::DynamoDB::Table', `${PREFIX}-LogsApi-Calls-X2`),
    resource('AWS::IAM::Role', `${PREFIX}-ApiGatewayAccount-Role-X3`),
    resource('AWS::IAM::Role', `${PREFIX}-ApiGatewayAccount-Role-X4`),
  ],
};
const OWN_GROUPS = [
  `${PREFIX}-Probe-AccessLogs-X1`,
  '/aws/vendedlogs/apis/Probe-0f1e2d3c-0000-4000-8000-00000000000a',
  'API-Gateway-Execution-Logs_a1b2c3d4e5/prod',
  '/aws/apigateway/f6g7h8i9j0/prod',
  `/${PREFIX}/probe/group`,
  `/aws/lambda/${PREFIX}-notes-create`,
];
const nothing = { stacks: [], logGroups: [], tables: [], roles: [], accountRole: undefined };
const recent = (name: string) => ({ name, creationTime: START + 60_000 });

describe('what a run deletes', () => {
  it('is what its stacks keep: log groups, the table, and roles that API Gateway does not use', () => {
    const found = {
      ...nothing,
      logGroups: OWN_GROUPS.map(recent),
      tables: [`${PREFIX}-LogsApi-Calls-X2`],
      roles: [`${PREFIX}-ApiGatewayAccount-Role-X3`, `${PREFIX}-ApiGatewayAccount-Role-X4`],
      accountRole: `${PREFIX}-ApiGatewayAccount-Role-X3`,
    };
    const { remove, keep } = leftoversOf(RUN, found);
    expect(remove.map(({ name }) => name)).toEqual([
      ...OWN_GROUPS,
      `${PREFIX}-LogsApi-Calls-X2`,
      `${PREFIX}-ApiGatewayAccount-Role-X4`,
    ]);
    expect(keep).toEqual([{ kind: 'role', name: `${PREFIX}-ApiGatewayAccount-Role-X3` }]);
  });

  it.each([
    'API-Gateway-Execution-Logs_a1b2c3d4e6/prod',
    'API-Gateway-Execution-Logs_a1b2c3d4e5x/prod',
    '/aws/apigateway/welcome',
    '/aws/lambda/orders',
    '/aws/vendedlogs/apis/Orders-Default-0f1e2d3c-0000-4000-8000-00000000000b',
    `${PREFIX}-Probe-AccessLogs-X1-more`,
    `/${PREFIX}x/probe`,
    `/aws/lambda/${PREFIX}x-notes-create`,
  ])('is not the log group %s of someone else', (name) => {
    expect(leftoversOf(RUN, { ...nothing, logGroups: [recent(name)] }).remove).toEqual([]);
  });

  it('is not a log group that is older than the run, but the report names it', () => {
    const logGroups = OWN_GROUPS.map((name) => ({ name, creationTime: START - 3_600_000 }));
    const { remove, keep } = leftoversOf(RUN, { ...nothing, logGroups });
    expect(remove).toEqual([]);
    expect(keep.map(({ name }) => name)).toEqual(OWN_GROUPS);
  });

  // A stack deletes its custom resources with functions, which need their roles and log groups.
  it('is nothing while a stack exists', () => {
    const found = {
      stacks: [`${PREFIX}-NotesApi`],
      logGroups: OWN_GROUPS.map(recent),
      tables: [`${PREFIX}-LogsApi-Calls-X2`],
      roles: [`${PREFIX}-ApiGatewayAccount-Role-X4`],
      accountRole: undefined,
    };
    const { remove, keep } = leftoversOf(RUN, found);
    expect(remove).toEqual([]);
    expect(keep[0]).toEqual({ kind: 'stack', name: `${PREFIX}-NotesApi` });
    expect(keep).toHaveLength(OWN_GROUPS.length + 3);
  });

  it('is not a table or a role that no stack of the run had, even with its prefix', () => {
    const found = { ...nothing, tables: [`${PREFIX}-other`, 'orders'], roles: [`${PREFIX}-other`, 'Admin'] };
    expect(leftoversOf(RUN, found)).toEqual({ remove: [], keep: [] });
  });

  it('is not a resource of a stack without the prefix', () => {
    const foreign = { stackName: 'Orders' };
    const resources = [
      resource('AWS::Logs::LogGroup', 'orders', foreign),
      resource('AWS::DynamoDB::Table', `${PREFIX}-orders`, foreign),
      resource('AWS::IAM::Role', `${PREFIX}-orders`, foreign),
      resource('AWS::ApiGateway::RestApi', 'zzzzzzzzzz', foreign),
    ];
    const found = {
      ...nothing,
      logGroups: [recent('orders'), recent('API-Gateway-Execution-Logs_zzzzzzzzzz/prod')],
      tables: [`${PREFIX}-orders`],
      roles: [`${PREFIX}-orders`],
      accountRole: undefined,
    };
    expect(leftoversOf({ ...RUN, resources }, found)).toEqual({ remove: [], keep: [] });
  });

  it('never has a name that the run does not know, whatever the account contains', () => {
    const names = fc.oneof(
      fc.string(),
      fc.constantFrom(...OWN_GROUPS, ...RUN.resources.map(({ physicalId }) => physicalId)),
      fc.string().map((end) => `${PREFIX}-${end}`),
    );
    const logGroups = fc.array(fc.record({ name: names, creationTime: fc.integer({ min: 0, max: 2 * START }) }));
    const arbitrary = fc.record({
      stacks: fc.constant([]),
      logGroups,
      tables: fc.array(names),
      roles: fc.array(names),
      accountRole: fc.option(names, { nil: undefined }),
    });
    const known = RUN.resources.map(({ physicalId }) => physicalId);
    fc.assert(
      fc.property(arbitrary, (found) => {
        for (const { kind, name } of leftoversOf(RUN, found).remove) {
          const isKnown =
            known.includes(name) ||
            (kind === 'log group' && OWN_GROUPS.slice(2).some((own) => name.startsWith(own.replace(/[^/]*$/, ''))));
          expect(isKnown && name !== (kind === 'role' ? found.accountRole : undefined)).toBe(true);
        }
      }),
    );
  });
});

it('says how to delete what remains after a second Ctrl-C', () => {
  const text = remainsText(RUN, { region: 'eu-west-1', profile: 'dev' });
  const commands = text.split('\n').filter((line) => line.startsWith('  aws cloudformation'));
  expect(commands.map((line) => line.split(' ')[6])).toEqual([`${PREFIX}-NotesApi`, `${PREFIX}-ApiGatewayAccount`]);
  expect(text).toContain(`aws dynamodb delete-table --table-name ${PREFIX}-LogsApi-Calls-X2`);
  expect(text).toContain("Keep the role that `aws apigateway get-account --region eu-west-1 --profile 'dev'` names");
  expect(text).toContain('API-Gateway-Execution-Logs_a1b2c3d4e5/');
  // A killed deployment leaves log groups whose names were not read.
  expect(text).toContain(`--log-group-name-prefix '${PREFIX}-'`);
  expect(deleteCommand({ kind: 'log group', name: 'a b' }, '--region x')).toBe(
    "aws logs delete-log-group --log-group-name 'a b' --region x",
  );
});

// In another region, `delete-stack` succeeds and deletes nothing.
it('says it for the region and the profile of the run', () => {
  const commands = (profile?: string) =>
    remainsText(RUN, { region: 'eu-west-1', profile })
      .split('\n')
      .filter((line) => line.startsWith('  aws '));
  expect(commands()).not.toEqual([]);
  for (const command of commands()) expect(command).toMatch(/ --region eu-west-1( {3}#.*)?$/);
  for (const command of commands('dev')) expect(command).toMatch(/ --region eu-west-1 --profile 'dev'( {3}#.*)?$/);
});
