import type { StackTemplate } from '../../../../core/template/assembly.ts';
import type { TemplateResource } from '../../../../core/template/template.ts';
import type { PhysicalResource, Properties } from './resource-type.ts';

/** What happens to a resource that a stack no longer needs.
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html */
export type RemovalPolicy = 'Delete' | 'Retain' | 'RetainExceptOnCreate' | 'Snapshot';

/** A resource in a template, with the attributes that matter to a deployment. */
export interface DeployableResource extends TemplateResource {
  readonly DeletionPolicy?: RemovalPolicy;
  readonly UpdateReplacePolicy?: RemovalPolicy;
}

/** A resource of a stack. */
export interface DeployedResource extends PhysicalResource {
  readonly logicalId: string;
  readonly source: DeployableResource;
  /** Resolved. */
  readonly properties: Properties;
}

export type StackStatus =
  | 'CREATE_COMPLETE'
  | 'UPDATE_COMPLETE'
  | 'ROLLBACK_COMPLETE'
  | 'ROLLBACK_FAILED'
  | 'UPDATE_ROLLBACK_COMPLETE'
  | 'UPDATE_ROLLBACK_FAILED'
  | 'DELETE_COMPLETE';

/** A stack in the account. */
export interface DeployedStack {
  readonly id: string;
  readonly name: string;
  readonly region: string;
  status: StackStatus;
  /** The operation whose rollback failed, while the status ends with `ROLLBACK_FAILED`. */
  failedRollback?: { rollBack(): Promise<void> } | undefined;
  /** In the order of their creation. */
  resources: Map<string, DeployedResource>;
  outputs: Record<string, unknown>;
  exports: Record<string, unknown>;
  /** The names of the exports of other stacks that it uses. */
  imports: Set<string>;
  template: StackTemplate;
}

/** A resource could not be created, changed or deleted. The message begins with the first reason, also when the rollback failed, too. */
export class DeploymentFailure extends Error {
  readonly stackName: string;
  readonly logicalId: string;
  readonly status: string;
  /** @default the rollback worked, or there was none */
  readonly rollback: DeploymentFailure | undefined;
  constructor(stackName: string, logicalId: string, status: string, cause: unknown, rollback?: DeploymentFailure) {
    const reasons = [`${stackName} | ${status} | ${logicalId} | ${(cause as Error).message}`, rollback?.message];
    super(reasons.filter((reason) => reason !== undefined).join('\n'), { cause });
    this.stackName = stackName;
    this.logicalId = logicalId;
    this.status = status;
    this.rollback = rollback;
  }
}
