import { creationOrder } from './dependencies.ts';
import {
  type DeployableResource,
  type DeployedResource,
  type DeployedStack,
  DeploymentFailure,
} from './deployed-stack.ts';
import { checkProperties } from './resource-schemas.ts';
import type { PhysicalResource, Properties, ResourceRequest, ResourceType } from './resource-type.ts';
import type { StackScope } from './stack-scope.ts';
import { CustomResourceFailure } from './types/custom-resources.ts';
import { refusedChanges, replacingChanges } from './update-impact.ts';

/** What an operation needs from CloudFormation. */
export interface OperationContext {
  readonly preference: 'first' | 'last';
  findType(type: string): ResourceType;
  request(logicalId: string, type: string, properties: Properties): ResourceRequest;
  /** An error that a scenario injects before a resource is created or changed. */
  injectedFault(logicalId: string): Error | undefined;
}

/** Undoes the change of one resource. */
interface Undo {
  readonly logicalId: string;
  run(): Promise<void> | void;
}

/** One creation or update of a stack. After a failure everything is undone, in reverse order. */
export class StackOperation {
  readonly #stack: DeployedStack;
  readonly #context: OperationContext;
  readonly #before: ReadonlyMap<string, DeployedResource>;
  /** The resources after the operation. The scope of the template reads them. */
  readonly resources = new Map<string, DeployedResource>();
  readonly #undo: Undo[] = [];
  readonly #replaced: DeployedResource[] = [];

  constructor(stack: DeployedStack, context: OperationContext) {
    this.#stack = stack;
    this.#context = context;
    this.#before = new Map(stack.resources);
  }

  /** Creates or updates every resource of the template.
   *  @throws DeploymentFailure after the rollback. */
  async apply(templates: Readonly<Record<string, DeployableResource>>, scope: StackScope): Promise<void> {
    const wanted = Object.fromEntries(
      Object.entries(templates).filter(([, { Condition }]) => !Condition || scope.condition(Condition)),
    );
    for (const logicalId of creationOrder(wanted, this.#context.preference)) {
      const source = wanted[logicalId] as DeployableResource;
      const current = this.#before.get(logicalId);
      try {
        const properties = scope.resolve(source.Properties ?? {}) as Properties;
        checkProperties(logicalId, source.Type, properties);
        const applied = current
          ? await this.#update(current, source, properties)
          : await this.#create(logicalId, source, properties);
        this.resources.set(logicalId, { ...applied, logicalId, source, properties });
      } catch (cause) {
        throw await this.fail(logicalId, current ? 'UPDATE_FAILED' : 'CREATE_FAILED', cause);
      }
    }
  }

  /** Rolls back because of a first failure.
   *  @returns that failure, and the one of the rollback if it fails, too. */
  async fail(logicalId: string, status: string, cause: unknown): Promise<DeploymentFailure> {
    const { name } = this.#stack;
    try {
      await this.rollBack();
    } catch (error) {
      return new DeploymentFailure(name, logicalId, status, cause, error as DeploymentFailure);
    }
    return new DeploymentFailure(name, logicalId, status, cause);
  }

  /** Undoes the changes, last first. After a failure it can be called again, and continues.
   *  @throws DeploymentFailure */
  async rollBack(): Promise<void> {
    for (let undo = this.#undo.at(-1); undo !== undefined; undo = this.#undo.at(-1)) {
      try {
        await undo.run();
      } catch (cause) {
        throw new DeploymentFailure(this.#stack.name, undo.logicalId, 'ROLLBACK_FAILED', cause);
      }
      this.#undo.pop();
    }
  }

  /** Deletes what was replaced and what the template no longer has.
   *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-updatereplacepolicy.html */
  async cleanUp(): Promise<void> {
    const replaced = this.#replaced.filter(({ source }) => source.UpdateReplacePolicy !== 'Retain');
    const removed = [...this.#before.values()].filter(
      ({ logicalId, source }) => !this.resources.has(logicalId) && isDeleted(source),
    );
    for (const old of [...replaced, ...removed.reverse()]) {
      try {
        await this.#delete(old);
      } catch (cause) {
        throw new DeploymentFailure(this.#stack.name, old.logicalId, 'DELETE_FAILED', cause);
      }
    }
  }

  async #create(logicalId: string, source: DeployableResource, properties: Properties): Promise<PhysicalResource> {
    const fault = this.#context.injectedFault(logicalId);
    if (fault) throw fault;
    const undo = (created: PhysicalResource) =>
      this.#undo.push({ logicalId, run: () => this.#delete({ ...created, logicalId, source, properties }) });
    try {
      const request = this.#context.request(logicalId, source.Type, properties);
      const created = await this.#context.findType(source.Type).create(request);
      // RetainExceptOnCreate deletes what this operation created, Retain does not.
      if (source.DeletionPolicy !== 'Retain') undo(created);
      return created;
    } catch (error) {
      // CloudFormation also deletes a custom resource whose creation failed.
      if (error instanceof CustomResourceFailure && source.DeletionPolicy !== 'Retain') {
        undo({ physicalId: error.physicalId, attributes: {} });
      }
      throw error;
    }
  }

  async #update(
    current: DeployedResource,
    source: DeployableResource,
    properties: Properties,
  ): Promise<PhysicalResource> {
    const { logicalId } = current;
    if (current.source.Type !== source.Type) throw new Error('Update of resource type is not permitted.');
    if (JSON.stringify(current.properties) === JSON.stringify(properties)) return current;
    const [refused] = refusedChanges(source.Type, current.properties, properties);
    if (refused !== undefined) throw new Error(refused);
    if (replacingChanges(source.Type, current.properties, properties).length > 0) {
      const created = await this.#create(logicalId, source, properties);
      this.#replaced.push(current);
      return created;
    }
    const fault = this.#context.injectedFault(logicalId);
    if (fault) throw fault;
    const type = this.#context.findType(source.Type);
    if (!type.update) return current;
    const request = this.#context.request(logicalId, source.Type, properties);
    const previous = this.#context.request(logicalId, source.Type, current.properties);
    // After a failed update, CloudFormation updates the resource again, with the properties from before.
    const undo: Undo = {
      logicalId,
      run: async () =>
        void (await (type.undoUpdate?.(previous, current) ?? type.update?.(previous, current, properties))),
    };
    this.#undo.push(undo);
    const updated = await type.update(request, current, current.properties);
    if (updated.physicalId !== current.physicalId) {
      this.#replaced.push(current);
      // At a rollback, CloudFormation updates the resource again, and then deletes the new id.
      // https://github.com/aws/aws-cdk/pull/29581, https://repost.aws/knowledge-center/best-practices-custom-cf-lambda
      undo.run = async () => {
        const restored = (await type.update?.(previous, updated, properties)) ?? current;
        // The handler may answer with a third id.
        this.#stack.resources.set(logicalId, { ...current, ...restored });
        if (restored.physicalId !== updated.physicalId)
          await this.#delete({ ...updated, logicalId, source, properties });
      };
    }
    return updated;
  }

  async #delete(old: DeployedResource): Promise<void> {
    const request = this.#context.request(old.logicalId, old.source.Type, old.properties);
    await this.#context.findType(old.source.Type).delete?.(request, old);
  }
}

/** Whether a resource is deleted with its stack, or when the template no longer has it. */
export function isDeleted({ DeletionPolicy }: DeployableResource): boolean {
  return DeletionPolicy !== 'Retain' && DeletionPolicy !== 'RetainExceptOnCreate';
}
