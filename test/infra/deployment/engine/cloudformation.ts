import { isAbsolute } from 'node:path';
import type { StackTemplate } from '../../../../core/template/assembly.ts';
import type { InvokeFunction } from '../account.ts';
import { type DeployedStack, DeploymentFailure } from './deployed-stack.ts';
import { refuseChangedExports } from './exports.ts';
import type { RehearsalAccount } from './rehearsal-account.ts';
import { checkedName, type Properties, type ResourceRequest, type ResourceType } from './resource-type.ts';
import { isDeleted, type OperationContext, StackOperation } from './stack-operation.ts';
import { StackScope } from './stack-scope.ts';
import { checkStack, checkTemplate } from './template-checks.ts';
import { findResourceType } from './types/resource-types.ts';

export interface CloudFormationOptions {
  /** Runs the handlers of custom resources. */
  readonly invoke: InvokeFunction;
  /** The region of stacks that name none. @default 'eu-west-1' */
  readonly region?: string;
  /** Which of several independent resources comes first. @default 'first' */
  readonly preference?: 'first' | 'last';
}

/** CloudFormation in this process. It deploys the stacks of a CDK assembly to the account, as `cdk deploy` does. */
export class CloudFormation {
  readonly #account: RehearsalAccount;
  readonly #options: Required<CloudFormationOptions>;
  readonly #stacks = new Map<string, DeployedStack>();
  /** Nested stacks that the running operation updated. They delete what they no longer have when all stacks are updated.
   *  @see https://repost.aws/knowledge-center/cloudformation-stack-cleanup-stuck */
  readonly #updatedNested = new Map<
    DeployedStack,
    { readonly operation: StackOperation; readonly before: DeployedStack }
  >();
  #injected: ((logicalId: string) => Error | undefined) | undefined;

  constructor(account: RehearsalAccount, options: CloudFormationOptions) {
    this.#account = account;
    this.#options = { region: 'eu-west-1', preference: 'first', ...options };
  }

  /** Deploys stacks in this order. Nested stacks are deployed by their parents.
   *  @throws DeploymentFailure after the rollback of the stack that failed. */
  async deploy(stacks: readonly StackTemplate[], regionOfAll?: string): Promise<void> {
    const roots = stacks.filter(({ nestedIn }) => nestedIn === undefined);
    await this.#account.clock.runUntil(
      (async () => {
        for (const root of roots) {
          const region = regionOfAll ?? root.region ?? this.#options.region;
          await this.#apply(root, root.name, region, {}, stacks);
        }
      })(),
    );
  }

  /** Deletes a stack, as `cdk destroy` does. */
  async destroy(name: string, region: string = this.#options.region): Promise<void> {
    await this.#account.clock.runUntil(this.#delete(this.stack(name, region)));
  }

  /** Continues a rollback that failed, as `cdk rollback` does. */
  async continueRollback(name: string, region: string = this.#options.region): Promise<void> {
    const stack = this.stack(name, region);
    await this.#account.clock.runUntil(this.#rollBackAgain(stack));
    stack.status = 'UPDATE_ROLLBACK_COMPLETE';
  }

  /** The next deployments fail at a resource for which this returns an error. */
  failAt(injected: ((logicalId: string) => Error | undefined) | undefined): void {
    this.#injected = injected;
  }

  stack(name: string, region: string = this.#options.region): DeployedStack {
    const found = this.#stacks.get(`${region} ${name}`);
    if (!found) throw new Error(`The stack ${name} does not exist in ${region}`);
    return found;
  }

  async #apply(
    template: StackTemplate,
    name: string,
    region: string,
    parameters: Properties,
    all: readonly StackTemplate[],
  ): Promise<DeployedStack> {
    for (const [hash, file] of template.assets) if (isAbsolute(file)) this.#account.assets.set(hash, file);
    const key = `${region} ${name}`;
    const existing = this.#stacks.get(key);
    // `cdk deploy` deletes a stack whose creation failed before it creates it again.
    if (existing?.status.startsWith('ROLLBACK_')) await this.#delete(existing);
    if (existing?.status === 'UPDATE_ROLLBACK_FAILED') {
      throw new Error(`Stack:${existing.id} is in UPDATE_ROLLBACK_FAILED state and can not be updated.`);
    }
    const isUpdate = existing !== undefined && existing.status !== 'DELETE_COMPLETE';
    const stack = isUpdate ? existing : this.#newStack(template, name, region);
    const before = { ...stack };
    const operation = new StackOperation(stack, this.#context(stack, template, all));
    const scope = this.#scope(stack, template, parameters, operation);
    checkStack(name, template.template, parameters);
    checkTemplate(template.template, (condition) => scope.condition(condition));
    this.#stacks.set(key, stack);
    if (!template.nestedIn) this.#updatedNested.clear();
    stack.imports = new Set();
    try {
      await operation.apply(template.template.Resources, scope);
      try {
        this.#setOutputs(stack, template, scope);
      } catch (cause) {
        throw await operation.fail('Outputs', 'FAILED', cause);
      }
    } catch (error) {
      const isStuck = error instanceof DeploymentFailure && error.rollback !== undefined;
      stack.imports = before.imports;
      if (isStuck) stack.failedRollback = operation;
      stack.status = `${isUpdate ? 'UPDATE_' : ''}ROLLBACK_${isStuck ? 'FAILED' : 'COMPLETE'}`;
      throw error;
    }
    stack.resources = operation.resources;
    stack.template = template;
    stack.status = isUpdate ? 'UPDATE_COMPLETE' : 'CREATE_COMPLETE';
    if (template.nestedIn) this.#updatedNested.set(stack, { operation, before });
    else await this.#cleanUp(operation);
    return stack;
  }

  async #cleanUp(root: StackOperation): Promise<void> {
    const operations = [root, ...[...this.#updatedNested.values()].map(({ operation }) => operation)];
    this.#updatedNested.clear();
    for (const operation of operations) await operation.cleanUp();
  }

  #newStack(template: StackTemplate, name: string, region: string): DeployedStack {
    const id = `arn:aws:cloudformation:${region}:${this.#account.accountId}:stack/${name}/${this.#account.uniqueId(8)}-51af-11e9-83f2-0a1b2c3d4e5f`;
    return {
      id,
      name,
      region,
      status: 'CREATE_COMPLETE',
      resources: new Map(),
      outputs: {},
      exports: {},
      imports: new Set(),
      template,
    };
  }

  #context(stack: DeployedStack, template: StackTemplate, all: readonly StackTemplate[]): OperationContext {
    const nested = this.#nestedStacks(template, all);
    return {
      preference: this.#options.preference,
      findType: (type) =>
        type === 'AWS::CloudFormation::Stack' ? nested : findResourceType(type, this.#options.invoke),
      request: (logicalId, type, properties) => this.#request(stack, logicalId, type, properties),
      injectedFault: (logicalId) => this.#injected?.(logicalId),
    };
  }

  #request(stack: DeployedStack, logicalId: string, type: string, properties: Properties): ResourceRequest {
    const { name: stackName, id: stackId } = stack;
    return {
      account: this.#account,
      region: this.#account.region(stack.region),
      stackName,
      stackId,
      logicalId,
      type,
      properties,
      nameIn: (property, maxLength = 128) => {
        if (properties[property] !== undefined) return checkedName(property, String(properties[property]), maxLength);
        const suffix = `-${this.#account.uniqueId(12).toUpperCase()}`;
        return `${stackName}-${logicalId}`.slice(0, maxLength - suffix.length) + suffix;
      },
    };
  }

  /** Each nested stack is a stack of its own, with a generated name. */
  #nestedStacks(parent: StackTemplate, all: readonly StackTemplate[]): ResourceType {
    const apply = async (request: ResourceRequest, name: string) => {
      const template = all.find(
        ({ nestedIn }) => nestedIn?.stack.file === parent.file && nestedIn?.logicalId === request.logicalId,
      );
      if (!template) throw new Error(`The template of the nested stack ${request.logicalId} is not in the assembly`);
      const parameters = (request.properties.Parameters ?? {}) as Properties;
      const nested = await this.#apply(template, name, request.region.name, parameters, all);
      const outputs = Object.entries(nested.outputs).map(([output, value]) => [`Outputs.${output}`, value]);
      return { physicalId: nested.id, attributes: Object.fromEntries(outputs) };
    };
    const nameOf = (stackId: string) => stackId.split('/')[1] ?? '';
    return {
      create: (request) => apply(request, request.nameIn('StackName')),
      update: (request, { physicalId }) => apply(request, nameOf(physicalId)),
      undoUpdate: async ({ region }, { physicalId }) => {
        const nested = this.stack(nameOf(physicalId), region.name);
        const updated = this.#updatedNested.get(nested);
        // A nested stack whose update failed has undone it.
        if (!updated) return;
        await updated.operation.rollBack();
        Object.assign(nested, updated.before, { status: 'UPDATE_ROLLBACK_COMPLETE' });
        this.#updatedNested.delete(nested);
      },
      delete: (request, { physicalId }) => this.#delete(this.stack(nameOf(physicalId), request.region.name)),
    };
  }

  #scope(stack: DeployedStack, template: StackTemplate, parameters: Properties, operation: StackOperation): StackScope {
    const { id: stackId, name: stackName, region } = stack;
    const live = () => [...this.#stacks.values()].filter(({ status }) => /^(CREATE|UPDATE)_/.test(status));
    return new StackScope(
      template,
      {
        accountId: this.#account.accountId,
        region,
        stackId,
        stackName,
        parameters,
        findExport: (name) => {
          stack.imports.add(name);
          return live().find((other) => other.region === region && name in other.exports)?.exports[name];
        },
        // The argument is a name or the id of a stack, perhaps of another region.
        findOutput: (other, output) =>
          live().find((candidate) => candidate.name === (other.split('/')[1] ?? other) && output in candidate.outputs)
            ?.outputs[output],
      },
      operation.resources,
    );
  }

  #setOutputs(stack: DeployedStack, { template }: StackTemplate, scope: StackScope): void {
    const outputs: Record<string, unknown> = {};
    const exports: Record<string, unknown> = {};
    for (const [name, output] of Object.entries(template.Outputs ?? {})) {
      if (output.Condition && !scope.condition(output.Condition)) continue;
      outputs[name] = scope.resolve(output.Value);
      if (!output.Export) continue;
      const exported = String(scope.resolve(output.Export.Name));
      const owner = [...this.#stacks.values()].find(
        (other) => other !== stack && other.region === stack.region && exported in other.exports,
      );
      if (owner) throw new Error(`Export with name ${exported} is already exported by stack ${owner.name}`);
      exports[exported] = outputs[name];
    }
    refuseChangedExports(stack, exports, [...this.#stacks.values()]);
    stack.outputs = outputs;
    stack.exports = exports;
  }

  async #rollBackAgain(stack: DeployedStack): Promise<void> {
    await stack.failedRollback?.rollBack();
    stack.failedRollback = undefined;
  }

  async #delete(stack: DeployedStack): Promise<void> {
    refuseChangedExports(stack, {}, [...this.#stacks.values()]);
    await this.#rollBackAgain(stack);
    const context = this.#context(stack, stack.template, []);
    for (const old of [...stack.resources.values()].reverse()) {
      if (!isDeleted(old.source)) continue;
      const { logicalId, source, properties } = old;
      try {
        await context.findType(source.Type).delete?.(context.request(logicalId, source.Type, properties), old);
      } catch (cause) {
        throw new DeploymentFailure(stack.name, logicalId, 'DELETE_FAILED', cause);
      }
    }
    stack.resources = new Map();
    stack.outputs = {};
    stack.exports = {};
    stack.imports = new Set();
    stack.status = 'DELETE_COMPLETE';
  }
}
