import { isObject } from '../../../core/is-object.ts';
import type { StackTemplate } from '../../../core/template/assembly.ts';
import { isIntrinsic, UNKNOWN } from './value.ts';

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
    return mapValues(properties, (value) => this.linked(value, stack));
  }

  /** The value, from this stack's template, with qualified names. */
  linked(value: unknown, stack: StackTemplate): unknown {
    if (Array.isArray(value)) return value.map((item) => this.linked(item, stack));
    if (!isObject(value)) return value;
    const [key = '', argument] = Object.entries(value)[0] ?? [];
    return (
      (isIntrinsic(value) ? this.#call(key, argument, stack) : undefined) ??
      mapValues(value, (item) => this.linked(item, stack))
    );
  }

  /** Undefined for a function whose arguments alone are to be linked. */
  #call(name: string, argument: unknown, stack: StackTemplate): unknown {
    const items = Array.isArray(argument) ? argument : [];
    const [first, ...rest] = items;
    switch (name) {
      case 'Ref':
        return typeof argument === 'string' ? this.#reference(argument, stack) : undefined;
      case 'Condition':
        return { Condition: qualified(String(argument), stack) };
      case 'Fn::GetAtt': {
        const path: unknown[] = typeof argument === 'string' ? argument.split('.') : items;
        return path.every((part) => typeof part === 'string') ? this.#attribute(path, stack) : undefined;
      }
      case 'Fn::Sub':
        return this.#substitution(argument, stack);
      // Of a condition and of a mapping.
      case 'Fn::If':
      case 'Fn::FindInMap':
        return typeof first === 'string'
          ? { [name]: [qualified(first, stack), ...rest.map((item) => this.linked(item, stack))] }
          : undefined;
      default:
        return undefined;
    }
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
      : this.#followed(`the parameter ${reference.Ref}`, () => this.linked(given, around));
    if (isMissing(value)) return reference;
    return isList(parameter) && typeof value === 'string' ? value.split(',') : value;
  }

  #attribute([logicalId = '', ...path]: readonly string[], stack: StackTemplate): unknown {
    const attribute = path.join('.');
    const reference = { 'Fn::GetAtt': [qualified(logicalId, stack), attribute] };
    const nested = this.#nested.get(stack)?.get(logicalId);
    if (nested === undefined || !attribute.startsWith('Outputs.')) return reference;
    const value = outputOf(nested, attribute.slice('Outputs.'.length));
    if (isMissing(value)) return reference;
    return (
      this.#followed(`the output ${reference['Fn::GetAtt'].join('.')}`, () => this.linked(value, nested)) ?? reference
    );
  }

  /** Every name in the text becomes a variable of the same name. */
  #substitution(argument: unknown, stack: StackTemplate): unknown {
    const [text, set] = Array.isArray(argument) ? argument : [argument];
    if (typeof text !== 'string') return undefined;
    const names = [...text.matchAll(/\$\{(?!!)([^}]*)\}/g)].map(([, name = '']) => name.trim());
    const outer = names.map((name) => [
      name,
      name.includes('.') ? this.#attribute(name.split('.'), stack) : this.#reference(name, stack),
    ]);
    const variables = isObject(set) ? this.linkedProperties(set, stack) : {};
    return { 'Fn::Sub': [text, { ...Object.fromEntries(outer), ...variables }] };
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
function parameterOf({ template }: StackTemplate, name: string): Properties | undefined {
  const parameter = own(template.Parameters, name);
  if (!isObject(parameter) || typeof parameter.Type !== 'string') return undefined;
  return parameter.Type.startsWith('AWS::SSM::') ? undefined : parameter;
}

function isList({ Type }: Properties): boolean {
  return typeof Type === 'string' && /^(CommaDelimitedList|List<)/.test(Type);
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

function mapValues(object: Properties, map: (value: unknown) => unknown): Properties {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, map(value)]));
}

function own(object: unknown, name: string): unknown {
  return isObject(object) && Object.hasOwn(object, name) ? object[name] : undefined;
}

function isMissing(value: unknown): boolean {
  return value === undefined || value === null || (isObject(value) && value.Ref === 'AWS::NoValue');
}
