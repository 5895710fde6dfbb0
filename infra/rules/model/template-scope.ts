import { isObject } from '../../../core/is-object.ts';
import type { StackTemplate } from '../../../core/template/assembly.ts';
import { evaluateValue, type Scope } from '../../../core/template/evaluate.ts';
import { type IntrinsicCall, isIntrinsic } from '../../../core/template/intrinsics.ts';
import { parameterValue } from '../../../core/template/parameter-value.ts';
import type { TemplateParameter } from '../../../core/template/template.ts';
import { NO_VALUE, Reference, UnknownResult, type UnknownValue } from '../../../core/template/unknown-value.ts';
import { UNKNOWN } from './template-value.ts';

type Properties = Readonly<Record<string, unknown>>;

/** A longer chain of references counts as unknown: each takes some of the call stack. */
const MAX_CHAIN = 200;

/** The scopes of a stack and of its nested stacks, so that the rules can treat them as one. A parameter of a nested stack has the value
 *  that the parent passes, `Fn::GetAtt: [Nested, Outputs.Name]` is the value of the output, and every other name is qualified with its
 *  stack. Parameters of the stack itself are known only at deployment. */
export class TemplateScopes {
  readonly #nested = new Map<StackTemplate, Map<string, StackTemplate>>();
  /** The parameters, outputs and conditions that are being evaluated, to detect circular references. */
  readonly #evaluating = new Set<string>();
  /** The values of the same: a chain in which each refers to the next one twice would otherwise take exponential time. */
  readonly #values = new Map<string, unknown>();

  constructor(stacks: readonly StackTemplate[]) {
    for (const stack of stacks) {
      if (stack.nestedIn === undefined) continue;
      const siblings = this.#nested.get(stack.nestedIn.stack) ?? new Map<string, StackTemplate>();
      this.#nested.set(stack.nestedIn.stack, siblings.set(stack.nestedIn.logicalId, stack));
    }
  }

  /** The properties of a resource of `stack`, evaluated as far as they are known, with qualified names. */
  properties(properties: Properties, stack: StackTemplate): Properties {
    const evaluated = Object.entries(properties).map(([name, value]) => [name, this.#evaluate(value, stack)] as const);
    return Object.fromEntries(evaluated.filter(([, value]) => value !== NO_VALUE));
  }

  /** Whether a condition of `stack` is true; an UnknownValue when it is known only at deployment. */
  condition(name: string, stack: StackTemplate): boolean | UnknownValue {
    const unknown = new UnknownResult({ name: 'Condition', argument: qualified(name, stack) });
    const condition = ownMember(stack.template.Conditions, name);
    if (condition === undefined) return unknown;
    const value = this.#valueOf(`the condition ${unknown.key}`, () => this.#evaluate(condition, stack));
    return typeof value === 'boolean' ? value : unknown;
  }

  #evaluate(value: unknown, stack: StackTemplate): unknown {
    return evaluateValue(value, this.#scope(stack));
  }

  #scope(stack: StackTemplate): Scope {
    return {
      ref: (name) => this.#reference(name, stack),
      attribute: (logicalId, name) => this.#attribute(logicalId, name, stack),
      condition: (name) => this.condition(name, stack),
      findInMap: (map, first, second) => ownMember(ownMember(ownMember(stack.template.Mappings, map), first), second),
      importValue: (name) => new UnknownResult({ name: 'Fn::ImportValue', argument: name }),
      stackOutput: (StackName, OutputName) =>
        new UnknownResult({ name: 'Fn::GetStackOutput', argument: { StackName, OutputName } }),
      // CloudFormation refuses the template, so this is not a finding.
      invalidCall: (call: IntrinsicCall) => new UnknownResult(call),
    };
  }

  #reference(name: string, stack: StackTemplate): unknown {
    if (name === 'AWS::NoValue') return NO_VALUE;
    const reference = new Reference(isSharedName(name) ? name : qualified(name, stack));
    const parameter = parameterOf(stack, name);
    if (parameter === undefined || stack.nestedIn === undefined) return reference;
    const { stack: parent, logicalId } = stack.nestedIn;
    const passed = passedParameter(logicalId, name, parent);
    if (passed === UNKNOWN) return reference;
    const value =
      passed === undefined
        ? NO_VALUE
        : this.#valueOf(`the parameter ${reference.key}`, () => this.#evaluate(passed, parent));
    const given = value === NO_VALUE ? parameter.Default : value;
    return given === undefined || given === null ? reference : parameterValue(given, parameter);
  }

  #attribute(logicalId: string, attribute: string, stack: StackTemplate): unknown {
    const reference = new Reference(qualified(logicalId, stack), attribute);
    const nested = this.#nested.get(stack)?.get(logicalId);
    if (nested === undefined || !attribute.startsWith('Outputs.')) return reference;
    const output = outputOf(nested, attribute.slice('Outputs.'.length));
    if (output === undefined) return reference;
    const value = this.#valueOf(`the output ${reference.key}`, () => this.#evaluate(output, nested));
    return value === undefined || value === null || value === NO_VALUE ? reference : value;
  }

  /** Evaluates each subject once. Undefined for a circular reference, and for one that is too long. */
  #valueOf(subject: string, evaluate: () => unknown): unknown {
    if (this.#values.has(subject) || this.#evaluating.has(subject)) return this.#values.get(subject);
    if (this.#evaluating.size >= MAX_CHAIN) return undefined;
    this.#evaluating.add(subject);
    const value = evaluate();
    this.#evaluating.delete(subject);
    this.#values.set(subject, value);
    return value;
  }
}

/** The name that identifies a resource among all stacks of an app: `LogicalId`, or `Nested/LogicalId` in a nested stack. */
export function qualified(name: string, { nestedIn }: StackTemplate): string {
  return nestedIn === undefined ? name : `${qualified(nestedIn.logicalId, nestedIn.stack)}/${name}`;
}

/** The name within its own template. */
export function unqualified(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

/** Pseudo parameters that have the same value in a nested stack. */
function isSharedName(name: string): boolean {
  return name.startsWith('AWS::') && name !== 'AWS::StackName' && name !== 'AWS::StackId';
}

/** Undefined for a parameter from the Parameter Store, whose value is known only at deployment. */
function parameterOf({ template }: StackTemplate, name: string): TemplateParameter | undefined {
  const parameter = ownMember(template.Parameters, name);
  if (!isObject(parameter) || typeof parameter.Type !== 'string') return undefined;
  const { Type, Default } = parameter;
  return Type.startsWith('AWS::SSM::') ? undefined : { Type, Default };
}

/** The value that the parent passes to a parameter; UNKNOWN when the parameters as a whole are an intrinsic function. */
function passedParameter(logicalId: string, name: string, { template }: StackTemplate): unknown {
  const parameters = template.Resources[logicalId]?.Properties?.Parameters;
  return isIntrinsic(parameters) ? UNKNOWN : (ownMember(parameters, name) ?? undefined);
}

function outputOf({ template }: StackTemplate, name: string): unknown {
  const output = ownMember(template.Outputs, name);
  return isObject(output) ? output.Value : undefined;
}

function ownMember(object: unknown, name: string): unknown {
  return isObject(object) && Object.hasOwn(object, name) ? object[name] : undefined;
}
