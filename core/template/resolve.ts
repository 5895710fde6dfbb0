import { stackNameOf } from '../arn.ts';
import { isObject } from '../is-object.ts';
import type { StackTemplate } from './assembly.ts';
import { evaluateValue, type Scope } from './evaluate.ts';
import type { IntrinsicCall } from './intrinsics.ts';
import { parameterValue } from './parameter-value.ts';
import { TemplateError, type TemplateParameter, type TemplateResource } from './template.ts';
import { NO_VALUE } from './unknown-value.ts';

/** A resource whose intrinsic functions are resolved. */
export interface ResolvedResource {
  readonly stack: StackTemplate;
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** The value of `Ref`. */
  readonly ref: string;
  /** The value of `Fn::GetAtt`; undefined for an attribute that is not supported locally. */
  attribute(name: string): unknown;
}

/** The values by which other resources refer to a resource. */
export interface Identity {
  /** The value of `Ref`. */
  readonly ref: string;
  /** The value of `Fn::GetAtt`; undefined when the attribute is not supported for this type of resource. */
  attribute(name: string): unknown;
}

/** Gives a resource its identity. `property` returns one of its properties, resolved. */
export type Identify = (resource: {
  readonly stack: StackTemplate;
  readonly logicalId: string;
  readonly type: string;
  property(name: string): unknown;
}) => Identity;

/** The region and the account that pseudo parameters return, and the identities of resources. */
export interface ResolveOptions {
  readonly region: string;
  readonly accountId: string;
  readonly identify: Identify;
}

/** Resolves every resource of the stacks: `Ref`, `Fn::GetAtt`, `Fn::Sub`, `Fn::Join`, `Fn::Select`, `Fn::Split`, `Fn::If` and
 *  conditions, `Fn::FindInMap`, `Fn::Base64`, `Fn::GetAZs`, `Fn::Length`, `Fn::ToJsonString`, `Fn::ImportValue` and
 *  `Fn::GetStackOutput` over all stacks, and the pseudo parameters. Resources whose condition is false are left out.
 *
 *  A nested stack gets its parameters from its parent stack, which reads its outputs with `Fn::GetAtt: [LogicalId, Outputs.Name]`.
 *  @param stacks each nested stack comes after its parent.
 *  @throws TemplateError for a reference to a name that does not exist, a cycle, or an unknown function. */
export function resolveStacks(stacks: readonly StackTemplate[], options: ResolveOptions): ResolvedResource[] {
  const exports: Values = new Map();
  const outputs: Values = new Map();
  const resolvers = new Map<StackTemplate, StackResolver>();
  for (const stack of stacks) {
    const parent = stack.nestedIn && resolvers.get(stack.nestedIn.stack);
    resolvers.set(stack, new StackResolver(stack, parent, options, exports, outputs));
  }
  const deployed = [...resolvers.values()].filter((resolver) => resolver.isDeployed());
  for (const resolver of deployed) resolver.declareOutputs();
  return deployed.flatMap((resolver) => resolver.resources());
}

/** Values that stacks share by name, resolved when they are used. */
type Values = Map<string, () => unknown>;

class StackResolver implements Scope {
  readonly #region: string;
  readonly #stack: StackTemplate;
  readonly #parent: StackResolver | undefined;
  readonly #options: ResolveOptions;
  readonly #exports: Values;
  readonly #outputs: Values;
  /** The nested stacks, by the logical ids of the resources that create them. */
  readonly #nested = new Map<string, StackResolver>();
  /** The parameters of the nested stacks, by the same ids. */
  readonly #nestedParameters = new Map<string, Readonly<Record<string, unknown>>>();
  readonly #identities = new Map<string, Identity>();
  /** Each is evaluated once: a chain in which each condition refers to the next one twice would otherwise take exponential time. */
  readonly #conditions = new Map<string, boolean>();
  /** The subjects that are being resolved, to detect a cycle. */
  readonly #inProgress = new Set<string>();

  constructor(
    stack: StackTemplate,
    parent: StackResolver | undefined,
    options: ResolveOptions,
    exports: Values,
    outputs: Values,
  ) {
    this.#region = stack.region ?? options.region;
    this.#stack = stack;
    this.#parent = parent;
    this.#options = options;
    this.#exports = exports;
    this.#outputs = outputs;
    if (parent) parent.#nested.set(this.#idInParent, this);
  }

  /** Whether the stack is created: a nested stack may have a condition that is false. */
  isDeployed(): boolean {
    return this.#parent === undefined || this.#parent.#creates(this.#idInParent);
  }

  declareOutputs(): void {
    for (const [name, output] of Object.entries(this.#stack.template.Outputs ?? {})) {
      if (output.Condition && !this.condition(output.Condition)) continue;
      const value = () => this.#output(name);
      this.#outputs.set(outputKey(this.#stack.name, name), value);
      if (output.Export) this.#exports.set(String(this.#resolve(output.Export.Name)), value);
    }
  }

  resources(): ResolvedResource[] {
    return Object.entries(this.#stack.template.Resources)
      .filter(([, resource]) => !resource.Condition || this.condition(resource.Condition))
      .map(([logicalId, resource]) => ({
        stack: this.#stack,
        logicalId,
        type: resource.Type,
        properties: this.#withoutCycle(propertiesOf(logicalId), () => {
          return this.#resolve(resource.Properties ?? {}) as Record<string, unknown>;
        }),
        metadata: resource.Metadata ?? {},
        ref: this.#identity(logicalId).ref,
        attribute: (name) => this.#identity(logicalId).attribute(name),
      }));
  }

  ref(name: string): unknown {
    switch (name) {
      case 'AWS::Region':
        return this.#region;
      case 'AWS::AccountId':
        return this.#options.accountId;
      case 'AWS::Partition':
        return 'aws';
      case 'AWS::URLSuffix':
        return 'amazonaws.com';
      case 'AWS::StackName':
        return stackNameOf(this.#stackId);
      case 'AWS::StackId':
        return this.#stackId;
      case 'AWS::NoValue':
        return NO_VALUE;
      case 'AWS::NotificationARNs':
        return [];
    }
    const parameter = this.#stack.template.Parameters?.[name];
    return parameter ? this.#parameter(name, parameter) : this.#identity(name).ref;
  }

  attribute(logicalId: string, name: string): unknown {
    const nested = this.#nested.get(logicalId);
    if (nested && name.startsWith('Outputs.')) {
      // The outputs depend on the parameters, even if no output uses one.
      this.#refuseCycle(propertiesOf(logicalId));
      return nested.#output(name.slice('Outputs.'.length));
    }
    const value = this.#identity(logicalId).attribute(name);
    if (value !== undefined) return value;
    const type = this.#stack.template.Resources[logicalId]?.Type;
    throw this.#error(`Fn::GetAtt reads "${name}" of ${logicalId} (${type}), which is not supported locally`);
  }

  condition(name: string): boolean {
    const known = this.#conditions.get(name);
    if (known !== undefined) return known;
    const condition = this.#stack.template.Conditions?.[name];
    if (condition === undefined) throw this.#error(`there is no condition "${name}"`);
    const value = this.#withoutCycle(`the condition ${name}`, () => Boolean(this.#resolve(condition)));
    this.#conditions.set(name, value);
    return value;
  }

  findInMap(map: string, first: string, second: string): unknown {
    return this.#stack.template.Mappings?.[map]?.[first]?.[second];
  }

  importValue(exportName: string): unknown {
    const value = this.#exports.get(exportName);
    if (!value) throw this.#error(`Fn::ImportValue names "${exportName}", which no stack exports`);
    return value();
  }

  /** The output of another stack without an export: the CDK uses it for weak references. */
  stackOutput(stackName: string, outputName: string): unknown {
    const value = this.#outputs.get(outputKey(stackNameOf(stackName), outputName));
    if (!value)
      throw this.#error(
        `Fn::GetStackOutput reads the output "${outputName}" of the stack "${stackName}", which does not exist`,
      );
    return value();
  }

  invalidCall(_call: IntrinsicCall, problem: string): never {
    throw this.#error(problem);
  }

  #error(problem: string): TemplateError {
    return new TemplateError(`Stack ${this.#stack.name}: ${problem}.`);
  }

  get #stackId(): string {
    if (this.#parent) return this.#parent.#identity(this.#idInParent).ref;
    return `arn:aws:cloudformation:${this.#region}:${this.#options.accountId}:stack/${this.#stack.name}/local`;
  }

  get #idInParent(): string {
    return this.#stack.nestedIn?.logicalId ?? '';
  }

  #creates(logicalId: string): boolean {
    const condition = this.#stack.template.Resources[logicalId]?.Condition;
    return this.isDeployed() && (!condition || this.condition(condition));
  }

  #output(name: string): unknown {
    const output = this.#stack.template.Outputs?.[name];
    if (!output || (output.Condition && !this.condition(output.Condition)))
      throw this.#error(`its output "${name}" is used, but its template does not define it`);
    return this.#withoutCycle(`the output ${name}`, () => this.#resolve(output.Value));
  }

  #parameter(name: string, parameter: TemplateParameter): unknown {
    const values = this.#parent ? this.#parent.#parametersFor(this.#idInParent) : {};
    const value = values[name] ?? parameter.Default;
    if (value === undefined) {
      const setter = this.#parent ? `, and ${this.#idInParent} in its parent stack sets no value` : '';
      throw this.#error(`the parameter "${name}" has no default value${setter}`);
    }
    return parameterValue(value, parameter);
  }

  /** The parameters that this stack sets for a stack nested in it. */
  #parametersFor(logicalId: string): Readonly<Record<string, unknown>> {
    const known = this.#nestedParameters.get(logicalId);
    if (known) return known;
    const resolved = this.#withoutCycle(propertiesOf(logicalId), () =>
      this.#resolve(this.#stack.template.Resources[logicalId]?.Properties?.Parameters),
    );
    const parameters = isObject(resolved) ? resolved : {};
    this.#nestedParameters.set(logicalId, parameters);
    return parameters;
  }

  #identity(logicalId: string): Identity {
    const known = this.#identities.get(logicalId);
    if (known) return known;
    const resource: TemplateResource | undefined = this.#stack.template.Resources[logicalId];
    if (!resource) throw this.#error(`there is no resource "${logicalId}"`);
    const identity = this.#withoutCycle(logicalId, () =>
      this.#options.identify({
        stack: this.#stack,
        logicalId,
        type: resource.Type,
        property: (name) => {
          const value = this.#resolve(resource.Properties?.[name]);
          return value === NO_VALUE ? undefined : value;
        },
      }),
    );
    this.#identities.set(logicalId, identity);
    return identity;
  }

  #resolve(value: unknown): unknown {
    return evaluateValue(value, this);
  }

  #withoutCycle<T>(subject: string, resolve: () => T): T {
    this.#refuseCycle(subject);
    if (this.#inProgress.size >= MAX_CHAIN)
      throw this.#error(`a chain of more than ${MAX_CHAIN} references leads to ${subject}`);
    this.#inProgress.add(subject);
    try {
      return resolve();
    } finally {
      this.#inProgress.delete(subject);
    }
  }

  #refuseCycle(subject: string): void {
    if (this.#inProgress.has(subject))
      throw this.#error(`${subject} refers to itself: ${[...this.#inProgress].join(' -> ')}`);
  }
}

/** Each reference takes some of the call stack. */
const MAX_CHAIN = 200;

function propertiesOf(logicalId: string): string {
  return `the properties of ${logicalId}`;
}

function outputKey(stackName: string, outputName: string): string {
  return `${stackName}/${outputName}`;
}
