import type { StackTemplate } from '../../../../core/template/assembly.ts';
import { evaluateValue, type Scope } from '../../../../core/template/evaluate.ts';
import type { IntrinsicCall } from '../../../../core/template/intrinsics.ts';
import { parameterValue } from '../../../../core/template/parameter-value.ts';
import { TemplateError } from '../../../../core/template/template.ts';
import { NO_VALUE } from '../../../../core/template/unknown-value.ts';
import type { PhysicalResource } from './resource-type.ts';

/** What a template can read from outside of its stack. */
export interface Surroundings {
  readonly accountId: string;
  readonly region: string;
  readonly stackId: string;
  readonly stackName: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** @returns undefined when no stack of the region exports the name. */
  findExport(name: string): unknown;
  /** @returns undefined when the stack or its output does not exist. */
  findOutput(stackName: string, outputName: string): unknown;
}

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/pseudo-parameter-reference.html */
export const PSEUDO_PARAMETERS: readonly string[] = [
  'AWS::AccountId',
  'AWS::NoValue',
  'AWS::NotificationARNs',
  'AWS::Partition',
  'AWS::Region',
  'AWS::StackId',
  'AWS::StackName',
  'AWS::URLSuffix',
];

/** The values of names during a deployment: only resources that exist already have one. */
export class StackScope implements Scope {
  readonly #stack: StackTemplate;
  readonly #surroundings: Surroundings;
  readonly #resources: ReadonlyMap<string, PhysicalResource>;

  constructor(stack: StackTemplate, surroundings: Surroundings, resources: ReadonlyMap<string, PhysicalResource>) {
    this.#stack = stack;
    this.#surroundings = surroundings;
    this.#resources = resources;
  }

  resolve(value: unknown): unknown {
    return evaluateValue(value, this);
  }

  ref(name: string): unknown {
    const { accountId, region, stackId, stackName, parameters } = this.#surroundings;
    const pseudo: Readonly<Record<string, unknown>> = {
      'AWS::AccountId': accountId,
      'AWS::NoValue': NO_VALUE,
      'AWS::NotificationARNs': [],
      'AWS::Partition': 'aws',
      'AWS::Region': region,
      'AWS::StackId': stackId,
      'AWS::StackName': stackName,
      'AWS::URLSuffix': 'amazonaws.com',
    };
    if (name in pseudo) return pseudo[name];
    const parameter = this.#stack.template.Parameters?.[name];
    if (!parameter) return this.#existing(name).physicalId;
    const value = parameters[name] ?? parameter.Default;
    if (value === undefined) throw this.error(`Parameters: [${name}] must have values`);
    return parameterValue(value, parameter);
  }

  attribute(logicalId: string, name: string): unknown {
    const { attributes } = this.#existing(logicalId);
    if (name in attributes) return attributes[name];
    // As for a custom resource whose response has no such member.
    throw this.error(`Attribute ${name} of ${logicalId} not found in its response`);
  }

  condition(name: string): boolean {
    const condition = this.#stack.template.Conditions?.[name];
    if (condition === undefined) throw this.error(`Unresolved condition dependency ${name}`);
    return Boolean(this.resolve(condition));
  }

  findInMap(map: string, first: string, second: string): unknown {
    return this.#stack.template.Mappings?.[map]?.[first]?.[second];
  }

  importValue(exportName: string): unknown {
    const value = this.#surroundings.findExport(exportName);
    if (value === undefined) throw this.error(`No export named ${exportName} found`);
    return value;
  }

  stackOutput(stackName: string, outputName: string): unknown {
    const value = this.#surroundings.findOutput(stackName, outputName);
    if (value === undefined) throw this.error(`The stack ${stackName} has no output ${outputName}`);
    return value;
  }

  invalidCall(_call: IntrinsicCall, problem: string): never {
    throw this.error(problem);
  }

  error(problem: string): TemplateError {
    return new TemplateError(`Stack ${this.#stack.name}: ${problem}.`);
  }

  #existing(logicalId: string): PhysicalResource {
    const resource = this.#resources.get(logicalId);
    if (!resource) throw this.error(`Unresolved resource dependencies [${logicalId}]`);
    return resource;
  }
}
