import type { StackTemplate } from './assembly.ts';
import { isObject, TemplateError, type TemplateResource } from './template.ts';

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
 *  @throws TemplateError for a reference to what is not there, a cycle, or an unknown function.
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html */
export function resolveStacks(stacks: readonly StackTemplate[], options: ResolveOptions): ResolvedResource[] {
  const exports: Values = new Map();
  const outputs: Values = new Map();
  const resolvers = stacks.map((stack) => new StackResolver(stack, options, exports, outputs));
  for (const resolver of resolvers) resolver.declareOutputs();
  return resolvers.flatMap((resolver) => resolver.resources());
}

/** What the stacks offer each other, resolved when it is asked for. */
type Values = Map<string, () => unknown>;

/** Stands for "no value": the property that holds it is left out. */
const NO_VALUE = Symbol('AWS::NoValue');

class StackResolver {
  readonly #stack: StackTemplate;
  readonly #options: ResolveOptions;
  readonly #exports: Values;
  readonly #outputs: Values;
  readonly #identities = new Map<string, Identity>();
  /** What is being resolved now, to name a cycle instead of overflowing the stack. */
  readonly #underway = new Set<string>();

  constructor(stack: StackTemplate, options: ResolveOptions, exports: Values, outputs: Values) {
    this.#stack = stack;
    this.#options = options;
    this.#exports = exports;
    this.#outputs = outputs;
  }

  declareOutputs(): void {
    for (const [name, output] of Object.entries(this.#stack.template.Outputs ?? {})) {
      if (output.Condition && !this.#condition(output.Condition)) continue;
      const value = () => this.#resolve(output.Value);
      this.#outputs.set(outputKey(this.#stack.name, name), value);
      if (output.Export) this.#exports.set(String(this.#resolve(output.Export.Name)), value);
    }
  }

  resources(): ResolvedResource[] {
    return Object.entries(this.#stack.template.Resources)
      .filter(([, resource]) => !resource.Condition || this.#condition(resource.Condition))
      .map(([logicalId, resource]) => ({
        stack: this.#stack,
        logicalId,
        type: resource.Type,
        properties: this.#guarded(`the properties of ${logicalId}`, () => {
          return this.#resolve(resource.Properties ?? {}) as Record<string, unknown>;
        }),
        metadata: resource.Metadata ?? {},
        ref: this.#identity(logicalId).ref,
        attribute: (name) => this.#identity(logicalId).attribute(name),
      }));
  }

  #identity(logicalId: string): Identity {
    const known = this.#identities.get(logicalId);
    if (known) return known;
    const resource: TemplateResource | undefined = this.#stack.template.Resources[logicalId];
    if (!resource) throw this.#error(`there is no resource "${logicalId}"`);
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
    if (Array.isArray(value)) return value.map((item) => this.#resolve(item)).filter((item) => item !== NO_VALUE);
    if (!isObject(value)) return value;
    const keys = Object.keys(value);
    const [key] = keys;
    if (keys.length === 1 && key && (key === 'Ref' || key.startsWith('Fn::') || key === 'Condition')) {
      if (key !== 'Condition' || typeof value.Condition === 'string') return this.#call(key, value[key]);
    }
    const resolved: Record<string, unknown> = {};
    for (const name of keys) {
      const item = this.#resolve(value[name]);
      if (item !== NO_VALUE) resolved[name] = item;
    }
    return resolved;
  }

  #call(name: string, argument: unknown): unknown {
    switch (name) {
      case 'Ref':
        return this.#ref(String(argument));
      case 'Fn::GetAtt': {
        const [logicalId, ...path] = Array.isArray(argument) ? argument.map(String) : String(argument).split('.');
        return this.#attribute(logicalId ?? '', path.join('.'));
      }
      case 'Fn::Sub':
        return this.#substitute(argument);
      case 'Fn::Join': {
        const [delimiter, items] = this.#list(name, argument, 2);
        return this.#list(name, this.#resolve(items)).map(String).join(String(delimiter));
      }
      case 'Fn::Select': {
        const [index, items] = this.#list(name, argument, 2);
        const list = this.#list(name, this.#resolve(items));
        const selected = Number(this.#resolve(index));
        if (!(selected in list)) throw this.#error(`Fn::Select asks for item ${selected} of a list of ${list.length}`);
        return list[selected];
      }
      case 'Fn::Split': {
        const [delimiter, text] = this.#list(name, argument, 2);
        return String(this.#resolve(text)).split(String(delimiter));
      }
      case 'Fn::If': {
        const [condition, then, otherwise] = this.#list(name, argument, 3);
        return this.#resolve(this.#condition(String(condition)) ? then : otherwise);
      }
      case 'Fn::FindInMap': {
        const [map, first, second] = this.#list(name, this.#resolve(argument), 3).map(String);
        const found = this.#stack.template.Mappings?.[map ?? '']?.[first ?? '']?.[second ?? ''];
        if (found === undefined) throw this.#error(`Fn::FindInMap finds nothing at ${map}.${first}.${second}`);
        return found;
      }
      case 'Fn::Base64':
        return Buffer.from(String(this.#resolve(argument))).toString('base64');
      case 'Fn::GetAZs':
        return ['a', 'b', 'c'].map((zone) => `${this.#region}${zone}`);
      case 'Fn::ImportValue': {
        const exported = String(this.#resolve(argument));
        const value = this.#exports.get(exported);
        if (!value) throw this.#error(`Fn::ImportValue names "${exported}", which no stack here exports`);
        return value();
      }
      case 'Fn::GetStackOutput':
        return this.#stackOutput(this.#resolve(argument));
      case 'Fn::Length':
        return this.#list(name, this.#resolve(argument)).length;
      case 'Fn::ToJsonString':
        return JSON.stringify(this.#resolve(argument));
      case 'Condition':
        return this.#condition(String(argument));
      case 'Fn::Equals': {
        const [left, right] = this.#list(name, this.#resolve(argument), 2);
        return String(left) === String(right);
      }
      case 'Fn::Not':
        return !this.#list(name, this.#resolve(argument), 1)[0];
      case 'Fn::And':
        return this.#list(name, this.#resolve(argument)).every(Boolean);
      case 'Fn::Or':
        return this.#list(name, this.#resolve(argument)).some(Boolean);
      default:
        throw this.#error(`the function ${name} is not known here`);
    }
  }

  #ref(name: string): unknown {
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
        return this.#stack.name;
      case 'AWS::StackId':
        return `arn:aws:cloudformation:${this.#region}:${this.#options.accountId}:stack/${this.#stack.name}/local`;
      case 'AWS::NoValue':
        return NO_VALUE;
      case 'AWS::NotificationARNs':
        return [];
    }
    const parameter = this.#stack.template.Parameters?.[name];
    if (!parameter) return this.#identity(name).ref;
    if (parameter.Default === undefined) throw this.#error(`the parameter "${name}" has no default`);
    return /^(CommaDelimitedList|List<)/.test(parameter.Type)
      ? String(parameter.Default).split(',')
      : parameter.Default;
  }

  #attribute(logicalId: string, name: string): unknown {
    const value = this.#identity(logicalId).attribute(name);
    if (value !== undefined) return value;
    const type = this.#stack.template.Resources[logicalId]?.Type;
    throw this.#error(`Fn::GetAtt asks ${logicalId} (${type}) for "${name}", which is not known here`);
  }

  /** The output of another stack, which needs no export: the CDK's weak references. */
  #stackOutput(argument: unknown): unknown {
    const { StackName, OutputName } = isObject(argument) ? argument : {};
    // A stack may be named by its ARN.
    const stackName = String(StackName).split('/')[String(StackName).startsWith('arn:') ? 1 : 0] ?? '';
    const value = this.#outputs.get(outputKey(stackName, String(OutputName)));
    if (!value)
      throw this.#error(`Fn::GetStackOutput asks for "${OutputName}" of "${StackName}", which no stack here has`);
    return value();
  }

  #substitute(argument: unknown): string {
    const [text, variables] = Array.isArray(argument) ? argument : [argument, {}];
    return String(text).replace(/\$\{(!?)([^}]*)\}/g, (_, literal: string, expression: string) => {
      const name = expression.trim();
      if (literal) return `\${${expression}}`;
      if (isObject(variables) && name in variables) return String(this.#resolve(variables[name]));
      const dot = name.indexOf('.');
      return String(dot > 0 ? this.#attribute(name.slice(0, dot), name.slice(dot + 1)) : this.#ref(name));
    });
  }

  #condition(name: string): boolean {
    const condition = this.#stack.template.Conditions?.[name];
    if (condition === undefined) throw this.#error(`there is no condition "${name}"`);
    return this.#guarded(`the condition ${name}`, () => Boolean(this.#resolve(condition)));
  }

  #guarded<T>(subject: string, resolve: () => T): T {
    if (this.#underway.has(subject))
      throw this.#error(`${subject} refers to itself, by way of ${[...this.#underway].join(' -> ')}`);
    this.#underway.add(subject);
    try {
      return resolve();
    } finally {
      this.#underway.delete(subject);
    }
  }

  #list(name: string, value: unknown, length?: number): unknown[] {
    if (Array.isArray(value) && (length === undefined || value.length === length)) return value;
    throw this.#error(
      `${name} wants a list${length === undefined ? '' : ` of ${length}`}, not ${JSON.stringify(value)}`,
    );
  }

  get #region(): string {
    return this.#stack.region ?? this.#options.region;
  }

  #error(problem: string): TemplateError {
    return new TemplateError(`Stack ${this.#stack.name}: ${problem}.`);
  }
}

function outputKey(stackName: string, outputName: string): string {
  return `${stackName}/${outputName}`;
}
