import { isObject } from '../is-object.ts';
import { EXIT, UserError } from '../user-error.ts';
import type { ReadingNotice } from './reading-notice.ts';

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
  readonly Metadata?: Readonly<Record<string, unknown>>;
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

/** Checks that a value has the structure of a template. Leaves out what CloudFormation refuses.
 *  @param path the name of the template in errors.
 *  @param notices gets the resources without a type or with invalid properties, and macros in the place of resources.
 *  @throws TemplateError when it has no `Resources`. */
export function asTemplate(value: unknown, path: string, notices: ReadingNotice[] = []): Template {
  if (!isObject(value) || !isObject(value.Resources)) {
    throw new TemplateError(`${path} is not a CloudFormation template: it has no "Resources" object.`);
  }
  const resources = Object.entries(value.Resources).flatMap(([logicalId, resource]) => {
    const problem = problemOf(logicalId, resource);
    if (problem === undefined) return [[logicalId, resource]];
    notices.push({ subject: logicalId, problem: `not read, because ${problem}` });
    return [];
  });
  // A section can be empty: `Parameters:`.
  const sections = Object.entries(value).filter(([, section]) => section !== null);
  return { ...Object.fromEntries(sections), Resources: Object.fromEntries(resources) } as unknown as Template;
}

function problemOf(logicalId: string, resource: unknown): string | undefined {
  if (logicalId.startsWith('Fn::')) return 'this function cannot be in the place of a resource';
  if (!isObject(resource)) return 'it is not an object';
  if (typeof resource.Type !== 'string') return 'it has no type';
  if (resource.Properties === undefined || isObject(resource.Properties)) return undefined;
  return 'its "Properties" are not an object';
}
