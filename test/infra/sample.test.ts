import { App } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { addSample } from '../../infra/sample.ts';
import { expectDeployed, startRehearsal } from './deployment/scenarios/rehearsal.ts';
import { synthesizedStacks } from './deployment/synthesized-stacks.ts';

const plain = synthesizedStacks(addSample);
const copy = synthesizedStacks(addSample, { context: { prefix: 'tg-ab12' } });

describe('a copy of the sample with a prefix', () => {
  it('deploys beside the sample', async () => {
    const rehearsal = startRehearsal({ concurrencyQuota: 1000, minimumUnreserved: 100, iamDelayMs: 0 });
    await expectDeployed(rehearsal, plain);
    await expectDeployed(rehearsal, copy);
  });

  it('has only names of its own', () => {
    expect(copy.map(({ name }) => name)).toEqual(plain.map(({ name }) => `tg-ab12-${name}`));
    // Names that the templates set, and that the region has only once. Policies, authorizers and stages belong to their role or API.
    const fixedNames = copy.flatMap(({ template }) =>
      Object.values(template.Resources).flatMap(({ Type, Properties = {} }) =>
        /Policy|Authorizer|Stage/.test(Type)
          ? []
          : Object.entries(Properties).filter(
              ([key, value]) => /^(\w+Name|Name)$/.test(key) && typeof value === 'string',
            ),
      ),
    );
    const names = fixedNames.filter(([key]) => key !== 'MetricName').map(([, value]) => value);
    expect(names).toHaveLength(12);
    expect(names.filter((name) => !String(name).startsWith('tg-ab12-'))).toEqual([]);
  });

  it('has the logical ids of the sample, so that both are the same app', () => {
    const [, notes] = plain;
    const [, copied] = copy;
    // The id of a deployment contains a hash of the API, which has another name.
    const ids = (stack = notes) =>
      Object.keys(stack?.template.Resources ?? {}).filter((id) => !/Deployment[0-9A-F]{8}/.test(id));
    expect(ids(copied)).toEqual(ids(notes));
  });
});

it.each(['Tg', 'tg_1', '1tg', 'tg-', 'a'.repeat(21), 'tg 1', true])('refuses the prefix %j', (prefix) => {
  expect(() => addSample(new App({ context: { prefix } }))).toThrow(
    `The context value prefix is "${prefix}". Use 1 to 20 lower-case letters, digits and hyphens`,
  );
});
