import type { ServiceError } from '../../../local/logs-service/service-error.ts';
import type { VirtualClock } from '../../core/sources/virtual-clock.ts';
import type { PolicyDocument } from './iam/policy-document.ts';

/** The account of a rehearsal: what CloudFormation created, and what services and the handlers of custom resources read. */
export interface Account {
  /** Twelve digits. */
  readonly accountId: string;
  readonly clock: VirtualClock;
  /** The time that IAM needs until a change is effective everywhere. Milliseconds.
   *  @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_general.html#troubleshoot_general_eventual-consistency */
  readonly iamDelayMs: number;
  /** All roles, by name. IAM is the same in all regions. */
  readonly roles: Map<string, Role>;
  /** Deleted roles, which services know some time longer: see `iam/propagation.ts`. */
  readonly deletedRoles: Role[];
  /** The policies of the organization: they limit all roles, at once.
   *  @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html */
  readonly serviceControlPolicies: PolicyDocument[];
  /** An error that a scenario injects into calls with permission. `action` is the action in policies.
   *  @default no errors */
  serviceFault?: ((action: string) => ServiceError | undefined) | undefined;
  /** Creates the region at its first use. */
  region(name: string): Region;
}

/** A policy of a role. A service uses each change some time later: see `iam/propagation.ts`. Epoch milliseconds. */
export interface RolePolicy {
  readonly document: PolicyDocument;
  /** @default an inline policy */
  readonly isManaged?: boolean;
  readonly attachedAt: number;
  /** When the policy was deleted, or another version replaced it. @default not yet */
  detachedAt?: number;
}

/** A role. A service knows it some time after `createdAt`: see `iam/propagation.ts`. */
export interface Role {
  readonly name: string;
  readonly arn: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  trust: PolicyDocument;
  boundary?: PolicyDocument | undefined;
  /** What `trust` and `boundary` were before their changes, in this order. A service uses each some time longer than `until`. Epoch
   *  milliseconds. @default no changes */
  earlier?: (Pick<Role, 'trust' | 'boundary'> & { readonly until: number })[];
  /** Epoch milliseconds. @default not deleted */
  deletedAt?: number;
  /** Inline and managed policies, earlier versions included. */
  readonly policies: RolePolicy[];
}

/** What a region contains. */
export interface Region {
  readonly name: string;
  /** Sends a request to the local CloudWatch Logs of this region.
   *  @throws ServiceError */
  logs(action: string, input: object): unknown;
  /** All functions, by name. */
  readonly functions: Map<string, DeployedFunction>;
  /** The role that API Gateway uses to write logs. */
  apiGatewayRoleArn?: string | undefined;
}

/** A Lambda function. */
export interface DeployedFunction {
  readonly name: string;
  readonly arn: string;
  readonly region: string;
  readonly roleArn: string;
  /** For example `index.handler`. */
  readonly handler: string;
  /** The folder or file of its code in the cloud assembly; undefined for code in the template, see `inlineCode`. */
  readonly codePath?: string | undefined;
  readonly inlineCode?: string | undefined;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly logGroupName: string;
  readonly reservedConcurrency?: number | undefined;
}

/** The rehearsal cannot run something that a scenario needs. It must not look like a failure of the deployment. */
export class UncoveredError extends Error {}

/** Runs the real handler of a function with the permissions of its role. It ends when the invocation ends: it rejects when the
 *  handler throws or exceeds its timeout.
 *  @throws UncoveredError */
export type InvokeFunction = (invoked: DeployedFunction, event: unknown, account: Account) => Promise<void>;
