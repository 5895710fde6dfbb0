import { isObject } from '../../../core/is-object.ts';
import type { StackTemplate } from '../../../core/template/assembly.ts';
import { isIntrinsic } from '../../../core/template/intrinsics.ts';
import { type PartialScope, parameterValue, resolveMembers, resolvePartially } from '../../../core/template/partial.ts';
import type { TemplateParameter } from '../../../core/template/template.ts';
import { UNKNOWN } from './value.ts';

type Properties = Readonly<Record<string, unknown>>;

/** Makes the templates of a stack and of those nested in it speak of each other's resources as if they were one: parameters of a
 *  nested stack become what it is given, `Fn::GetAtt: [Nested, Outputs.Name]` what the output is, and every other name is
 *  qualified by the stack it belongs to. What cannot be followed stays a reference, and so a value that only the deployment knows. */
export class Links {
  readonly #nested = new Map<StackTemplate, Map<string, StackTemplate>>();
  /** What is being followed now: templates may refer to each other in a circle. */
  readonly #underway = new Set<string>();

  constructor(stacks: readonly StackTemplate[]) {
    for (const stack of stacks) {
      if (stack.nestedIn === undefined) continue;
      const beside = this.#nested.get(stack.nestedIn.stack) ?? new Map<string, StackTemplate>();
      this.#nested.set(stack.nestedIn.stack, beside.set(stack.nestedIn.logicalId, stack));
    }
  }

  /** The properties of a resource of this stack, with qualified names. */
  linkedProperties(properties: Properties, stack: StackTemplate): Properties {
    return resolveMembers(properties, this.#scope(stack));
  }

  #linked(value: unknown, stack: StackTemplate): unknown {
    return resolvePartially(value, this.#scope(stack));
  }

  #scope(stack: StackTemplate): PartialScope {
    return {
      ref: (name) => this.#reference(name, stack),
      attribute: (logicalId, name) => this.#attribute(logicalId, name, stack),
      rename: (name) => qualified(name, stack),
    };
  }

  #reference(name: string, stack: StackTemplate): unknown {
    const reference = { Ref: isSharedName(name) ? name : qualified(name, stack) };
    const parameter = parameterOf(stack, name);
    if (parameter === undefined || stack.nestedIn === undefined) return reference;
    const { stack: around, logicalId } = stack.nestedIn;
    const given = givenTo(logicalId, name, around);
    if (given === UNKNOWN) return reference;
    const value = isMissing(given)
      ? parameter.Default
      : this.#followed(`the parameter ${reference.Ref}`, () => this.#linked(given, around));
    if (isMissing(value)) return reference;
    return parameterValue(value, parameter);
  }

  #attribute(logicalId: string, attribute: string, stack: StackTemplate): unknown {
    const reference = { 'Fn::GetAtt': [qualified(logicalId, stack), attribute] };
    const nested = this.#nested.get(stack)?.get(logicalId);
    if (nested === undefined || !attribute.startsWith('Outputs.')) return reference;
    const value = outputOf(nested, attribute.slice('Outputs.'.length));
    if (isMissing(value)) return reference;
    return (
      this.#followed(`the output ${reference['Fn::GetAtt'].join('.')}`, () => this.#linked(value, nested)) ?? reference
    );
  }

  /** Undefined when it leads back to itself. */
  #followed(subject: string, follow: () => unknown): unknown {
    if (this.#underway.has(subject)) return undefined;
    this.#underway.add(subject);
    try {
      return follow();
    } finally {
      this.#underway.delete(subject);
    }
  }
}

/** How a resource is called by all the stacks around and within its own: `Nested/LogicalId`, where it is in a nested one. */
export function qualified(name: string, { nestedIn }: StackTemplate): string {
  return nestedIn === undefined ? name : `${qualified(nestedIn.logicalId, nestedIn.stack)}/${name}`;
}

/** The name in its own template again. */
export function unqualified(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

/** Pseudo parameters that are the same in a nested stack. */
function isSharedName(name: string): boolean {
  return name.startsWith('AWS::') && name !== 'AWS::StackName' && name !== 'AWS::StackId';
}

/** Undefined for one that names a value of the Parameter Store: only the deployment reads it. */
function parameterOf({ template }: StackTemplate, name: string): TemplateParameter | undefined {
  const parameter = own(template.Parameters, name);
  if (!isObject(parameter) || typeof parameter.Type !== 'string') return undefined;
  const { Type, Default } = parameter;
  return Type.startsWith('AWS::SSM::') ? undefined : { Type, Default };
}

/** UNKNOWN when a function stands for all that the nested stack is given. */
function givenTo(logicalId: string, name: string, { template }: StackTemplate): unknown {
  const parameters = template.Resources[logicalId]?.Properties?.Parameters;
  return isIntrinsic(parameters) ? UNKNOWN : own(parameters, name);
}

function outputOf({ template }: StackTemplate, name: string): unknown {
  const output = own(template.Outputs, name);
  return isObject(output) ? output.Value : undefined;
}

function own(object: unknown, name: string): unknown {
  return isObject(object) && Object.hasOwn(object, name) ? object[name] : undefined;
}

function isMissing(value: unknown): boolean {
  return value === undefined || value === null || (isObject(value) && value.Ref === 'AWS::NoValue');
}
