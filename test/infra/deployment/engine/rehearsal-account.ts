import { findAction } from '../../../../local/logs-service/actions.ts';
import { LiveTailSessions } from '../../../../local/logs-service/live-tail/sessions.ts';
import { LogStore } from '../../../../local/logs-service/store/store.ts';
import { VirtualClock } from '../../../core/sources/virtual-clock.ts';
import type { Account, DeployedFunction, Region, Role } from '../account.ts';
import { type PolicyDocument, type Statement, valuesOf } from '../iam/policy-document.ts';

export interface AccountOptions {
  /** @default '123456789012' */
  readonly accountId?: string;
  /** Milliseconds. @default 15000 */
  readonly iamDelayMs?: number;
  /** The quota for concurrent executions of functions. @default 10, as in a new account */
  readonly concurrencyQuota?: number;
  /** The executions that must stay unreserved: AWS names 100, and reports of new accounts 10 and 50. @default 10 */
  readonly minimumUnreserved?: number;
}

/** The account in memory, with the local CloudWatch Logs in each region. A new one has the quotas of a new AWS account. */
export class RehearsalAccount implements Account {
  readonly accountId: string;
  readonly clock = new VirtualClock();
  readonly iamDelayMs: number;
  readonly concurrencyQuota: number;
  readonly minimumUnreserved: number;
  readonly roles = new Map<string, Role>();
  readonly deletedRoles: Role[] = [];
  readonly serviceControlPolicies: PolicyDocument[] = [];
  serviceFault?: Account['serviceFault'];
  /** The policies of the customer, by ARN. */
  readonly managedPolicies = new Map<string, PolicyDocument>();
  /** The files and folders of the deployed assets, by their hash. */
  readonly assets = new Map<string, string>();
  readonly #regions = new Map<string, RehearsalRegion>();
  #ids = 0;

  constructor(options: AccountOptions = {}) {
    this.accountId = options.accountId ?? '123456789012';
    this.iamDelayMs = options.iamDelayMs ?? 15_000;
    this.concurrencyQuota = options.concurrencyQuota ?? 10;
    this.minimumUnreserved = options.minimumUnreserved ?? 10;
  }

  region(name: string): RehearsalRegion {
    const known = this.#regions.get(name);
    if (known) return known;
    const region = new RehearsalRegion(name, this);
    this.#regions.set(name, region);
    return region;
  }

  /** An id that this account never had before. */
  uniqueId(length: number): string {
    this.#ids += 1;
    return `${this.#ids.toString(36)}x7k2m9q4w8r3t6`.slice(0, length);
  }

  /** Closes the log stores. */
  close(): void {
    for (const region of this.#regions.values()) region.close();
  }
}

/** One region: its log groups, functions and names. */
export class RehearsalRegion implements Region {
  readonly name: string;
  readonly functions = new Map<string, DeployedFunction>();
  /** The statements in the policy of a function, by its name and the id of the permission. */
  readonly functionPolicies = new Map<string, Map<string, Statement>>();
  apiGatewayRoleArn?: string | undefined;
  /** The stages that write logs with the role of API Gateway, as `type api/stage`. */
  readonly loggedStages = new Set<string>();
  /** The names in use, as `type name`. */
  readonly names = new Set<string>();
  /** The log groups in the resource policy that HTTP APIs need to deliver access logs. */
  readonly deliveryResources = new Set<string>();
  readonly #store = LogStore.open({ memory: true });
  readonly #liveTail: LiveTailSessions;
  readonly #account: RehearsalAccount;

  constructor(name: string, account: RehearsalAccount) {
    this.name = name;
    this.#account = account;
    this.#liveTail = new LiveTailSessions(this.#store, () => account.clock.now());
  }

  logs(action: string, input: object): unknown {
    return findAction(`Logs_20140328.${action}`).handle(input, {
      store: this.#store,
      region: this.name,
      accountId: this.#account.accountId,
      now: () => this.#account.clock.now(),
      requestId: 'rehearsal',
      // CloudWatch Logs sends a test message before it accepts a filter.
      canInvoke: (functionArn) => this.#letsLogsInvoke(functionArn.split(':')[6] ?? ''),
      liveTail: this.#liveTail,
    });
  }

  /** The principal of a region, `logs.eu-west-1.amazonaws.com`, works, too.
   *  @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html */
  #letsLogsInvoke(functionName: string): boolean {
    const services = [...(this.functionPolicies.get(functionName)?.values() ?? [])].flatMap(({ Principal }) =>
      typeof Principal === 'object' ? valuesOf(Principal.Service) : [],
    );
    return services.some((service) => ['logs.amazonaws.com', `logs.${this.name}.amazonaws.com`].includes(service));
  }

  logGroup(name: string): { readonly retentionInDays?: number } | undefined {
    const { logGroups } = this.logs('DescribeLogGroups', { logGroupNamePrefix: name }) as {
      logGroups: { logGroupName: string; retentionInDays?: number }[];
    };
    return logGroups.find(({ logGroupName }) => logGroupName === name);
  }

  close(): void {
    this.#liveTail.close();
    this.#store.close();
  }
}
