import { isObject } from '../is-object.ts';
import { EXIT, UserError } from '../user-error.ts';

/** The parts of a CloudFormation template that Tailgate reads.
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html */
export interface Template {
  /** The names of macros, such as `AWS::Serverless-2016-10-31`: a name, or a list of names. */
  readonly Transform?: unknown;
  readonly Parameters?: Readonly<Record<string, TemplateParameter>>;
  readonly Mappings?: Readonly<Record<string, Record<string, Record<string, unknown>>>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Resources: Readonly<Record<string, TemplateResource>>;
  readonly Outputs?: Readonly<Record<string, TemplateOutput>>;
  /** A section of SAM: default properties of all functions or APIs. */
  readonly Globals?: unknown;
}

/** A parameter in the section `Parameters`. */
export interface TemplateParameter {
  readonly Type: string;
  readonly Default?: unknown;
}

/** A resource in the section `Resources`. */
export interface TemplateResource {
  readonly Type: string;
  readonly Condition?: string;
  readonly DependsOn?: string | readonly string[];
  readonly DeletionPolicy?: 'Delete' | 'Retain' | 'RetainExceptOnCreate' | 'Snapshot';
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly Metadata?: Readonly<Record<string, unknown>>;
}

/** An output in the section `Outputs`. */
export interface TemplateOutput {
  readonly Value: unknown;
  readonly Condition?: string;
  readonly Export?: { readonly Name: unknown };
}

/** A template cannot be read or resolved. The message names the place and the value. */
export class TemplateError extends UserError {
  override name = 'TemplateError';
  readonly exitCode = EXIT.USAGE_ERROR;
}

/** Checks that a value has the structure of a template. Macros in the place of resources (the keys `Fn::ForEach::Topics` and
 *  `Fn::Transform`) are left out: only CloudFormation can evaluate them.
 *  @param path the name of the template in errors.
 *  @throws TemplateError when it has no `Resources`, or a resource has no `Type`. */
export function asTemplate(value: unknown, path: string): Template {
  if (!isObject(value) || !isObject(value.Resources)) {
    throw new TemplateError(`${path} is not a CloudFormation template: it has no "Resources" object.`);
  }
  const resources = Object.entries(value.Resources).filter(([logicalId]) => !logicalId.startsWith('Fn::'));
  for (const [logicalId, resource] of resources) {
    if (!isObject(resource) || typeof resource.Type !== 'string') {
      throw new TemplateError(`${path} is not a CloudFormation template: resource "${logicalId}" has no "Type".`);
    }
    if (resource.Properties !== undefined && !isObject(resource.Properties)) {
      throw new TemplateError(`${path}: "Properties" of resource "${logicalId}" is not an object.`);
    }
  }
  return { ...value, Resources: Object.fromEntries(resources) } as unknown as Template;
}
