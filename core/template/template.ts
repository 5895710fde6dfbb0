import { isObject } from '../is-object.ts';
import { EXIT, UserError } from '../user-error.ts';

/** The parts of a CloudFormation template that Tailgate reads.
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html */
export interface Template {
  readonly Parameters?: Readonly<Record<string, TemplateParameter>>;
  readonly Mappings?: Readonly<Record<string, Record<string, Record<string, unknown>>>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Resources: Readonly<Record<string, TemplateResource>>;
  readonly Outputs?: Readonly<Record<string, TemplateOutput>>;
  /** Of SAM: properties that all functions or APIs have, unless they say otherwise. */
  readonly Globals?: unknown;
}

export interface TemplateParameter {
  readonly Type: string;
  readonly Default?: unknown;
}

export interface TemplateResource {
  readonly Type: string;
  readonly Condition?: string;
  readonly DependsOn?: string | readonly string[];
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly Metadata?: Readonly<Record<string, unknown>>;
}

export interface TemplateOutput {
  readonly Value: unknown;
  readonly Condition?: string;
  readonly Export?: { readonly Name: unknown };
}

/** A template that cannot be read or resolved; the message says where, with which value, and what to do. */
export class TemplateError extends UserError {
  override name = 'TemplateError';
  readonly exitCode = EXIT.USAGE_ERROR;
}

/** Checks that `value`, read from `path`, has the shape of a template. What macros make of the template (`Fn::ForEach::Topics`,
 *  `Fn::Transform`, as keys of `Resources`) is known to CloudFormation alone, and left out.
 *  @throws TemplateError when it has no `Resources`, or a resource has no `Type`. */
export function asTemplate(value: unknown, path: string): Template {
  if (!isObject(value) || !isObject(value.Resources)) {
    throw new TemplateError(`${path} is no CloudFormation template: it has no "Resources" object.`);
  }
  const resources = Object.entries(value.Resources).filter(([logicalId]) => !logicalId.startsWith('Fn::'));
  for (const [logicalId, resource] of resources) {
    if (!isObject(resource) || typeof resource.Type !== 'string') {
      throw new TemplateError(`${path} is no CloudFormation template: resource "${logicalId}" has no "Type".`);
    }
    if (resource.Properties !== undefined && !isObject(resource.Properties)) {
      throw new TemplateError(`${path}: "Properties" of resource "${logicalId}" is no object.`);
    }
  }
  return { ...value, Resources: Object.fromEntries(resources) } as unknown as Template;
}
