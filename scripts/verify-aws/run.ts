import { GetAccountCommand } from '@aws-sdk/client-api-gateway';
import { type Clock, systemClock } from '../../core/clock.ts';
import type { Environment } from './account.ts';
import { type PlannedStack, synthesize } from './assembly.ts';
import type { AwsClients } from './aws-clients.ts';
import { runCdk } from './cdk-command.ts';
import { type Check, type CheckResult, runChecks } from './check.ts';
import { accountRoleCheck } from './checks/account-role.ts';
import { AFTER_DELETION } from './checks/deletion.ts';
import { deploymentChecks, secondDeploymentChecks } from './checks/deployment-checks.ts';
import { FAILED_CREATION } from './checks/failed-creation.ts';
import { adoptedGroups, SWITCHED_OFF_AND_ON } from './checks/switch-off-and-on.ts';
import { UNCHANGED_UPDATE } from './checks/unchanged-update.ts';
import { deleteLeftover, findLeftovers } from './delete-leftovers.ts';
import { type DeployedResource, Deployment } from './deployment.ts';
import { type Leftover, leftoversOf, type RunRecord } from './leftovers.ts';
import type { Phase } from './run-phases.ts';
import { stackOutputs, waitUntilSettled } from './stack-states.ts';
import { readWelcomeLogGroup, restoreWelcomeLogGroup, type WelcomeLogGroup } from './welcome-log-group.ts';

const FAILING_STACK = 'RolledBack';
/** CloudFormation needs a few minutes for each stack. Its custom resources may use 16 minutes. */
const SETTLE_TIMEOUT_MS = 60 * 60_000;

export interface RunSettings {
  readonly prefix: string;
  readonly environment: Environment;
  readonly clients: AwsClients;
  /** The folder of the synthesized stacks. */
  readonly assembly: string;
  /** A folder for the stacks with the logging of the stack Probe switched off. */
  readonly switchedOff: string;
  readonly stacks: readonly PlannedStack[];
  readonly startedAt: number;
  say(text: string): void;
}

/** One run: its phases, and what it found and created. */
export class Run {
  readonly checks: CheckResult[] = [];
  /** The output of the stack ApiGatewayAccount. */
  accountRole = 'not known: the stack was not deployed';
  deleted: readonly Leftover[] = [];
  /** undefined: not known. */
  remaining: readonly Leftover[] | undefined;
  readonly #settings: RunSettings;
  readonly #clock: Clock = systemClock;
  /** Before the run. */
  #welcomeLogGroup: WelcomeLogGroup | undefined;
  /** Every resource that a stack of the run ever had, by stack and physical id. */
  readonly #resources = new Map<string, DeployedResource>();

  constructor(settings: RunSettings) {
    this.#settings = settings;
  }

  get record(): RunRecord {
    const { prefix, startedAt, stacks } = this.#settings;
    return { prefix, startedAt, stacks: stacks.map(({ name }) => name), resources: [...this.#resources.values()] };
  }

  /** What is checked, in this order. */
  phases(): Phase[] {
    return [
      { title: 'Deploy the stacks', run: (signal) => this.#deployFirst(signal) },
      {
        title: 'Check the deployment',
        run: async (signal) => this.#check(deploymentChecks(), await this.#read(signal), signal),
      },
      { title: 'Deploy again without a change', run: (signal) => this.#deployUnchanged(signal) },
      { title: 'Switch logging off and on', run: (signal) => this.#switchOffAndOn(signal) },
      { title: 'Deploy a stack whose creation fails', run: (signal) => this.#deployFailing(signal) },
      { title: 'Delete the stacks', run: (signal) => this.#deleteAndCheck(signal) },
      { title: 'Deploy the stacks again', run: (signal) => this.#deployAgain(signal) },
    ];
  }

  /** Runs in each case, at the end. */
  cleanUp(): Phase[] {
    return [
      { title: 'Delete all stacks of the run', run: (signal) => this.#delete(signal) },
      { title: 'Delete what the stacks keep', run: () => this.#deleteLeftovers() },
      { title: 'Restore the retention of /aws/apigateway/welcome', run: () => this.#restoreWelcomeLogGroup() },
    ];
  }

  async #deployFirst(signal: AbortSignal): Promise<void> {
    const { cloudwatchRoleArn } = await this.#settings.clients.apiGateway.send(new GetAccountCommand({}));
    this.#welcomeLogGroup = await readWelcomeLogGroup(this.#settings.clients);
    await this.#deploy(signal);
    const { Outcome = '' } = await stackOutputs(this.#settings.clients, this.#nameOf('ApiGatewayAccount'));
    this.accountRole = Outcome;
    await this.#check(
      [accountRoleCheck({ before: cloudwatchRoleArn, outcome: Outcome })],
      await this.#read(signal),
      signal,
    );
  }

  async #deployUnchanged(signal: AbortSignal): Promise<void> {
    const before = await this.#read(signal);
    await this.#deploy(signal, '--force');
    await this.#check(UNCHANGED_UPDATE, { before, after: await this.#read(signal) }, signal);
  }

  async #switchOffAndOn(signal: AbortSignal): Promise<void> {
    const { prefix, switchedOff } = this.#settings;
    const before = await adoptedGroups(await this.#read(signal));
    synthesize(prefix, switchedOff, { [`apiLogging:${this.#nameOf('Probe')}`]: 'off' });
    const deployProbe = ['deploy', 'Probe', '--exclusively', '--require-approval', 'never'];
    await this.#cdk(deployProbe, signal, switchedOff);
    await this.#cdk(deployProbe, signal);
    await this.#check(SWITCHED_OFF_AND_ON, { before, after: await this.#read(signal) }, signal);
  }

  async #deployFailing(signal: AbortSignal): Promise<void> {
    const failure = await this.#cdk(['deploy', FAILING_STACK, '--require-approval', 'never'], signal).then(
      () => undefined,
      ({ message }: Error) => message,
    );
    signal.throwIfAborted();
    await this.#check(FAILED_CREATION, { failure, deployment: await this.#read(signal) }, signal);
  }

  async #deleteAndCheck(signal: AbortSignal): Promise<void> {
    const before = await this.#read(signal);
    await this.#delete(signal);
    await this.#check(AFTER_DELETION, before, signal);
  }

  async #deployAgain(signal: AbortSignal): Promise<void> {
    await this.#deploy(signal);
    await this.#check(secondDeploymentChecks(), await this.#read(signal), signal);
  }

  async #deploy(signal: AbortSignal, ...options: readonly string[]): Promise<void> {
    const ids = this.#settings.stacks.map(({ id }) => id).filter((id) => id !== FAILING_STACK);
    await this.#cdk(['deploy', ...ids, '--require-approval', 'never', '--progress', 'events', ...options], signal);
  }

  /** Tries twice: the connection may be lost meanwhile, and some deletions succeed at the second attempt. */
  async #delete(signal: AbortSignal): Promise<void> {
    await this.#tryToDelete(signal).catch(async ({ message }: Error) => {
      signal.throwIfAborted();
      this.#settings.say(`  ${message}\n  Trying again.`);
      await this.#tryToDelete(signal);
    });
  }

  async #tryToDelete(signal: AbortSignal): Promise<void> {
    const names = this.#settings.stacks.map(({ name }) => name);
    // An interrupted deployment goes on in CloudFormation.
    await waitUntilSettled(this.#settings.clients, names, {
      clock: this.#clock,
      signal,
      timeoutMs: SETTLE_TIMEOUT_MS,
      intervalMs: 5000,
    });
    await this.#read(signal);
    await this.#cdk(['destroy', '--all', '--force'], signal);
  }

  async #deleteLeftovers(): Promise<void> {
    const { clients, say } = this.#settings;
    const { remove, keep } = leftoversOf(this.record, await findLeftovers(this.record, clients));
    this.remaining = [...remove, ...keep];
    const stacks = keep.filter(({ kind }) => kind === 'stack').map(({ name }) => name);
    if (stacks.length > 0)
      throw new Error(`These stacks still exist: ${stacks.join(', ')}. So nothing else is deleted`);
    say(
      `  Deleting what this run created and the stacks keep: ${remove.map(({ name }) => name).join(', ') || 'nothing'}`,
    );
    const failures: string[] = [];
    for (const leftover of remove) {
      try {
        await deleteLeftover(leftover, clients);
        this.deleted = [...this.deleted, leftover];
        this.remaining = this.remaining?.filter((other) => other !== leftover);
      } catch (error) {
        failures.push(`${leftover.name}: ${(error as Error).message}`);
      }
    }
    if (failures.length > 0) throw new Error(failures.join('; '));
  }

  async #restoreWelcomeLogGroup(): Promise<void> {
    if (this.#welcomeLogGroup) await restoreWelcomeLogGroup(this.#welcomeLogGroup, this.#settings.clients);
  }

  /** Reads what is deployed, and remembers it for the clean-up. */
  async #read(signal: AbortSignal): Promise<Deployment> {
    const { prefix, environment, clients, startedAt, stacks } = this.#settings;
    const deployment = await Deployment.read(stacks, {
      prefix,
      ...environment,
      clients,
      startedAt,
      signal,
      clock: this.#clock,
    });
    for (const resource of deployment.resources)
      this.#resources.set(`${resource.stackName} ${resource.physicalId}`, resource);
    return deployment;
  }

  async #check<Subject>(checks: readonly Check<Subject>[], subject: Subject, signal: AbortSignal): Promise<void> {
    const add = (result: CheckResult) => {
      this.checks.push(result);
      this.#settings.say(`  ${result.outcome.padEnd(11)}  ${result.name}: ${result.evidence}`);
    };
    await runChecks(checks, subject, { signal, add, now: this.#clock.now });
  }

  #cdk(args: readonly string[], signal: AbortSignal, assembly = this.#settings.assembly): Promise<void> {
    return runCdk([...args, '--app', assembly], { signal, say: this.#settings.say });
  }

  #nameOf(id: string): string {
    return `${this.#settings.prefix}-${id}`;
  }
}
