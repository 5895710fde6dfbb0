import { isObject } from '../../../core/is-object.ts';
import type { StackTemplate } from '../../../core/template/assembly.ts';
import { isIntrinsic } from '../../../core/template/intrinsics.ts';
import { type PartialScope, parameterValue, resolveMembers, resolvePartially } from '../../../core/template/partial.ts';
import type { TemplateParameter } from '../../../core/template/template.ts';
import { UNKNOWN } from './template-value.ts';

type Properties = Readonly<Record<string, unknown>>;

/** Connects the templates of a stack and of its nested stacks, so that the rules can treat them as one. A parameter of a nested stack
 *  is replaced by its value in the parent, `Fn::GetAtt: [Nested, Outputs.Name]` by the value of the output, and every other name is
 *  qualified with its stack. A reference that cannot be resolved stays, and is known only at deployment. */
export class NestedStackLinks {
  readonly #nested = new Map<StackTemplate, Map<string, StackTemplate>>();
  /** The parameters and outputs that are being resolved, to detect circular references. */
  readonly #resolving = new Set<string>();

  constructor(stacks: readonly StackTemplate[]) {
    for (const stack of stacks) {
      if (stack.nestedIn === undefined) continue;
      const siblings = this.#nested.get(stack.nestedIn.stack) ?? new Map<string, StackTemplate>();
      this.#nested.set(stack.nestedIn.stack, siblings.set(stack.nestedIn.logicalId, stack));
    }
  }

  /** The properties of a resource of `stack`, with values in place of references, and with qualified names. */
  resolveProperties(properties: Properties, stack: StackTemplate): Properties {
    return resolveMembers(properties, this.#scope(stack));
  }

  #resolve(value: unknown, stack: StackTemplate): unknown {
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
    const { stack: parent, logicalId } = stack.nestedIn;
    const passed = passedParameter(logicalId, name, parent);
    if (passed === UNKNOWN) return reference;
    const value = isMissing(passed)
      ? parameter.Default
      : this.#resolveUnlessCircular(`the parameter ${reference.Ref}`, () => this.#resolve(passed, parent));
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
      this.#resolveUnlessCircular(`the output ${reference['Fn::GetAtt'].join('.')}`, () =>
        this.#resolve(value, nested),
      ) ?? reference
    );
  }

  /** Undefined for a circular reference. */
  #resolveUnlessCircular(subject: string, resolve: () => unknown): unknown {
    if (this.#resolving.has(subject)) return undefined;
    this.#resolving.add(subject);
    try {
      return resolve();
    } finally {
      this.#resolving.delete(subject);
    }
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
  return isIntrinsic(parameters) ? UNKNOWN : ownMember(parameters, name);
}

function outputOf({ template }: StackTemplate, name: string): unknown {
  const output = ownMember(template.Outputs, name);
  return isObject(output) ? output.Value : undefined;
}

function ownMember(object: unknown, name: string): unknown {
  return isObject(object) && Object.hasOwn(object, name) ? object[name] : undefined;
}

function isMissing(value: unknown): boolean {
  return value === undefined || value === null || (isObject(value) && value.Ref === 'AWS::NoValue');
}
