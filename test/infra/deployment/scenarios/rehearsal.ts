import { expect, onTestFinished, vi } from 'vitest';
import type { StackTemplate } from '../../../../core/template/assembly.ts';
import { CloudFormation, type CloudFormationOptions } from '../engine/cloudformation.ts';
import { missingLogRights } from '../engine/log-rights.ts';
import { type AccountOptions, RehearsalAccount } from '../engine/rehearsal-account.ts';
import { type Handlers, realHandlers } from '../handlers/real-handlers.ts';

const REGION = 'eu-west-1';

interface RehearsalOptions extends AccountOptions, Partial<CloudFormationOptions> {
  /** Handlers of custom resources with a fault. @default the real handlers */
  readonly handlers?: Partial<Handlers>;
}

/** A new account, and CloudFormation in it, for one test. */
export function startRehearsal({ handlers, ...options }: RehearsalOptions = {}) {
  muteHandlers();
  const account = new RehearsalAccount(options);
  onTestFinished(() => account.close());
  const cloudFormation = new CloudFormation(account, { invoke: realHandlers(handlers), region: REGION, ...options });
  return { account, cloudFormation, region: account.region(REGION) };
}

/** What handlers log is not the output of the test. */
function muteHandlers(): void {
  const logs = (['info', 'error'] as const).map((method) => vi.spyOn(console, method).mockReturnValue());
  onTestFinished(() => {
    for (const log of logs) log.mockRestore();
  });
}

export type Rehearsal = ReturnType<typeof startRehearsal>;

/** Deploys the stacks, and expects that no function loses its logs. */
export async function expectDeployed({ account, cloudFormation }: Rehearsal, stacks: readonly StackTemplate[]) {
  await cloudFormation.deploy(stacks);
  const regions = new Set(stacks.map(({ region = REGION }) => region));
  for (const region of regions) expect(missingLogRights(account, account.region(region))).toEqual([]);
}

/** Deletes the stacks, last first. */
export async function destroyAll({ cloudFormation }: Rehearsal, stacks: readonly StackTemplate[]): Promise<void> {
  const roots = stacks.filter(({ nestedIn }) => nestedIn === undefined);
  for (const { name, region } of roots.toReversed()) await cloudFormation.destroy(name, region);
}

/** Fails at each resource of the stacks in turn, each in a new account, and deploys a second time.
 *  @param before what is deployed already: then the failing deployment is an update.
 *  @returns the resources after whose failure the second deployment failed, with the reason; empty when all is well. */
export async function blockedSecondDeployments(
  stacks: readonly StackTemplate[],
  before: readonly StackTemplate[] = [],
): Promise<string[]> {
  muteHandlers();
  const blocked: string[] = [];
  for (const failing of stacks.flatMap(({ template }) => Object.keys(template.Resources))) {
    const account = new RehearsalAccount({ concurrencyQuota: 1000, minimumUnreserved: 100 });
    const cloudFormation = new CloudFormation(account, { invoke: realHandlers(), region: REGION });
    await cloudFormation.deploy(before);
    cloudFormation.failAt((id) => (id === failing ? new Error('injected') : undefined));
    const first = await cloudFormation.deploy(stacks).catch((error: Error) => error.message);
    if (before.length === 0 && !first?.includes('injected'))
      blocked.push(`${failing}: the first deployment ended with ${first}`);
    cloudFormation.failAt(undefined);
    await cloudFormation.deploy(stacks).catch((error: Error) => blocked.push(`${failing}: ${error.message}`));
    account.close();
  }
  return blocked;
}
