import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { PlannedStack } from '../../../scripts/verify-aws/assembly.ts';
import { confirmStart } from '../../../scripts/verify-aws/confirm.ts';
import { estimateCost, totalUsd } from '../../../scripts/verify-aws/cost.ts';
import { countTypes, planText } from '../../../scripts/verify-aws/plan-text.ts';
import { newPrefix } from '../../../scripts/verify-aws/prefix.ts';

const stack = (id: string, ...types: string[]): PlannedStack => ({
  id,
  name: `tg-ab12cd-${id}`,
  resources: types.map((type, index) => ({
    logicalId: `${type}${index}`,
    type,
    properties: {},
    deletionPolicy: 'Delete',
  })),
});
const ALARM = 'AWS::CloudWatch::Alarm';
const STACKS = [
  stack('NotesApi', ALARM, 'AWS::Logs::LogGroup', ALARM),
  stack('LogsApi', ALARM, 'AWS::CloudWatch::Dashboard'),
];

describe('the plan', () => {
  it('counts the resources by type, most frequent first', () => {
    expect(countTypes(STACKS)).toEqual([
      [ALARM, 3],
      ['AWS::CloudWatch::Dashboard', 1],
      ['AWS::Logs::LogGroup', 1],
    ]);
  });

  // https://aws.amazon.com/cloudwatch/pricing/: 0.10 per alarm and 3.00 per dashboard, a month.
  it('estimates the cost for an hour', () => {
    const [alarms, dashboards] = estimateCost(STACKS);
    expect(alarms?.usd).toBeCloseTo(0.3 / 730, 6);
    expect(dashboards?.usd).toBeCloseTo(3 / 730, 6);
    // 0.30 per custom metric; API Gateway has up to six of a route.
    const routes = estimateCost([stack('Probe', 'AWS::ApiGatewayV2::Route', 'AWS::ApiGatewayV2::Route')]);
    expect(routes[0]?.usd).toBeCloseTo((12 * 0.3) / 730, 6);
    expect(totalUsd(estimateCost(STACKS))).toBeGreaterThan(totalUsd(estimateCost([])));
  });

  it('names the stacks, the region, the cost and what stays', () => {
    const text = planText(STACKS, 'tg-ab12cd', 'eu-west-1');
    expect(text).toContain('2 stacks with 5 resources in eu-west-1');
    expect(text).toContain('tg-ab12cd-NotesApi (3 resources)');
    expect(text).toMatch(/at most about 0\.\d\d USD/);
    expect(text).toContain('/aws/apigateway/welcome then stay after the run');
    expect(text).toContain('If the stacks cannot be deleted, they cost about 3.30 USD a month.');
  });
});

describe('the question', () => {
  const ask = (answer: string | undefined, { yes = false, isTty = true } = {}) => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    if (answer === undefined) input.end();
    else input.write(`${answer}\n`);
    return confirmStart({ yes, place: 'eu-west-1' }, { input, output, isTty });
  };

  it.each(['yes', 'y', ' YES '])('starts with the answer %j', async (answer) => {
    await expect(ask(answer)).resolves.toBeUndefined();
  });

  it.each(['', 'no', 'yesterday', undefined])('does not start with the answer %j', async (answer) => {
    await expect(ask(answer)).rejects.toThrow('Nothing was created.');
  });

  it('is skipped with --yes, and refused without a terminal', async () => {
    await expect(ask(undefined, { yes: true, isTty: false })).resolves.toBeUndefined();
    await expect(ask('yes', { isTty: false })).rejects.toThrow('Add --yes: `npm run verify:aws -- --yes`.');
  });
});

it('has a prefix that the app accepts, and another one in each run', () => {
  const prefixes = Array.from({ length: 100 }, newPrefix);
  expect(new Set(prefixes).size).toBe(100);
  for (const prefix of prefixes) expect(prefix).toMatch(/^tg-[a-z0-9]{6}$/);
});
