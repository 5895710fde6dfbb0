import { stackNameOf } from '../arn.ts';
import { isObject } from '../is-object.ts';
import type { StackTemplate } from './assembly.ts';
import { NO_VALUE, resolveValue, type Scope } from './intrinsics.ts';
import { parameterValue } from './partial.ts';
import { TemplateError, type TemplateParameter, type TemplateResource } from './template.ts';

/** A resource whose intrinsic functions are resolved. */
export interface ResolvedResource {
  readonly stack: StackTemplate;
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** What `Ref` gives for it. */
  readonly ref: string;
  /** What `Fn::GetAtt` gives for it; undefined for an attribute that is not known here. */
  attribute(name: string): unknown;
}

/** What a resource is called by others: what `Ref` gives, and each `Fn::GetAtt` by its name. */
export interface Identity {
  readonly ref: string;
  /** The attribute's value; undefined when the resource type has no such attribute. */
  attribute(name: string): unknown;
}

/** Names a resource. `property` gives one of its properties, resolved. */
export type Identify = (resource: {
  readonly stack: StackTemplate;
  readonly logicalId: string;
  readonly type: string;
  property(name: string): unknown;
}) => Identity;

export interface ResolveOptions {
  readonly region: string;
  readonly accountId: string;
  readonly identify: Identify;
}

/** Resolves every resource of the stacks: `Ref`, `Fn::GetAtt`, `Fn::Sub`, `Fn::Join`, `Fn::Select`, `Fn::Split`, `Fn::If` and
 *  conditions, `Fn::FindInMap`, `Fn::Base64`, `Fn::GetAZs`, `Fn::Length`, `Fn::ToJsonString`, `Fn::ImportValue` and
 *  `Fn::GetStackOutput` over all stacks, and the pseudo parameters. Resources whose condition is false are left out.
 *
 *  A nested stack, which comes after the stack around it, has its parameters from there, and gives its outputs as
 *  `Fn::GetAtt: [LogicalId, Outputs.Name]`.
 *  @throws TemplateError for a reference to what is not there, a cycle, or an unknown function. */
export function resolveStacks(stacks: readonly StackTemplate[], options: ResolveOptions): ResolvedResource[] {
  const exports: Values = new Map();
  const outputs: Values = new Map();
  const resolvers = new Map<StackTemplate, StackResolver>();
  for (const stack of stacks) {
    const enclosing = stack.nestedIn && resolvers.get(stack.nestedIn.stack);
    resolvers.set(stack, new StackResolver(stack, enclosing, options, exports, outputs));
  }
  const deployed = [...resolvers.values()].filter((resolver) => resolver.isDeployed());
  for (const resolver of deployed) resolver.declareOutputs();
  return deployed.flatMap((resolver) => resolver.resources());
}

/** What the stacks offer each other, resolved when it is asked for. */
type Values = Map<string, () => unknown>;

class StackResolver implements Scope {
  readonly region: string;
  readonly #stack: StackTemplate;
  readonly #enclosing: StackResolver | undefined;
  readonly #options: ResolveOptions;
  readonly #exports: Values;
  readonly #outputs: Values;
  /** By the logical ids of the resources that stand for them. */
  readonly #nested = new Map<string, StackResolver>();
  /** What they are given, by the same. */
  readonly #parameters = new Map<string, Readonly<Record<string, unknown>>>();
  readonly #identities = new Map<string, Identity>();
  /** What is being resolved now, to name a cycle instead of overflowing the stack. */
  readonly #underway = new Set<string>();

  constructor(
    stack: StackTemplate,
    enclosing: StackResolver | undefined,
    options: ResolveOptions,
    exports: Values,
    outputs: Values,
  ) {
    this.region = stack.region ?? options.region;
    this.#stack = stack;
    this.#enclosing = enclosing;
    this.#options = options;
    this.#exports = exports;
    this.#outputs = outputs;
    if (enclosing) enclosing.#nested.set(this.#idInEnclosing, this);
  }

  /** Whether the stack is there at all: a nested one may have a condition. */
  isDeployed(): boolean {
    return this.#enclosing === undefined || this.#enclosing.#holds(this.#idInEnclosing);
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
        properties: this.#guarded(propertiesOf(logicalId), () => {
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
        return this.region;
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
      // Its parameters have to be there before it has outputs.
      this.#refuseCycle(propertiesOf(logicalId));
      return nested.#output(name.slice('Outputs.'.length));
    }
    const value = this.#identity(logicalId).attribute(name);
    if (value !== undefined) return value;
    const type = this.#stack.template.Resources[logicalId]?.Type;
    throw this.error(`Fn::GetAtt asks ${logicalId} (${type}) for "${name}", which is not known here`);
  }

  condition(name: string): boolean {
    const condition = this.#stack.template.Conditions?.[name];
    if (condition === undefined) throw this.error(`there is no condition "${name}"`);
    return this.#guarded(`the condition ${name}`, () => Boolean(this.#resolve(condition)));
  }

  mapped(map: string, first: string, second: string): unknown {
    return this.#stack.template.Mappings?.[map]?.[first]?.[second];
  }

  imported(exportName: string): unknown {
    const value = this.#exports.get(exportName);
    if (!value) throw this.error(`Fn::ImportValue names "${exportName}", which no stack here exports`);
    return value();
  }

  /** The output of another stack, which needs no export: the CDK's weak references. */
  stackOutput(stackName: string, outputName: string): unknown {
    const value = this.#outputs.get(outputKey(stackNameOf(stackName), outputName));
    if (!value)
      throw this.error(`Fn::GetStackOutput asks for "${outputName}" of "${stackName}", which no stack here has`);
    return value();
  }

  error(problem: string): TemplateError {
    return new TemplateError(`Stack ${this.#stack.name}: ${problem}.`);
  }

  get #stackId(): string {
    if (this.#enclosing) return this.#enclosing.#identity(this.#idInEnclosing).ref;
    return `arn:aws:cloudformation:${this.region}:${this.#options.accountId}:stack/${this.#stack.name}/local`;
  }

  get #idInEnclosing(): string {
    return this.#stack.nestedIn?.logicalId ?? '';
  }

  #holds(logicalId: string): boolean {
    const condition = this.#stack.template.Resources[logicalId]?.Condition;
    return this.isDeployed() && (!condition || this.condition(condition));
  }

  #output(name: string): unknown {
    const output = this.#stack.template.Outputs?.[name];
    if (!output || (output.Condition && !this.condition(output.Condition)))
      throw this.error(`it is asked for its output "${name}", which its template does not give`);
    return this.#guarded(`the output ${name}`, () => this.#resolve(output.Value));
  }

  #parameter(name: string, parameter: TemplateParameter): unknown {
    const given = this.#enclosing ? this.#enclosing.#parametersFor(this.#idInEnclosing) : {};
    const value = given[name] ?? parameter.Default;
    if (value === undefined) {
      const giver = this.#enclosing ? `, and ${this.#idInEnclosing} in the stack around gives no value` : '';
      throw this.error(`the parameter "${name}" has no default${giver}`);
    }
    return parameterValue(value, parameter);
  }

  /** What this stack gives a stack that is nested in it. */
  #parametersFor(logicalId: string): Readonly<Record<string, unknown>> {
    const known = this.#parameters.get(logicalId);
    if (known) return known;
    const resolved = this.#guarded(propertiesOf(logicalId), () =>
      this.#resolve(this.#stack.template.Resources[logicalId]?.Properties?.Parameters),
    );
    const parameters = isObject(resolved) ? resolved : {};
    this.#parameters.set(logicalId, parameters);
    return parameters;
  }

  #identity(logicalId: string): Identity {
    const known = this.#identities.get(logicalId);
    if (known) return known;
    const resource: TemplateResource | undefined = this.#stack.template.Resources[logicalId];
    if (!resource) throw this.error(`there is no resource "${logicalId}"`);
    const identity = this.#guarded(logicalId, () =>
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
    return resolveValue(value, this);
  }

  #guarded<T>(subject: string, resolve: () => T): T {
    this.#refuseCycle(subject);
    this.#underway.add(subject);
    try {
      return resolve();
    } finally {
      this.#underway.delete(subject);
    }
  }

  #refuseCycle(subject: string): void {
    if (this.#underway.has(subject))
      throw this.error(`${subject} refers to itself, by way of ${[...this.#underway].join(' -> ')}`);
  }
}

function propertiesOf(logicalId: string): string {
  return `the properties of ${logicalId}`;
}

function outputKey(stackName: string, outputName: string): string {
  return `${stackName}/${outputName}`;
}
