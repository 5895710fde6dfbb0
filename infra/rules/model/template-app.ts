import { dirname } from 'node:path';
import { isObject } from '../../../core/is-object.ts';
import type { StackTemplate } from '../../../core/template/assembly.ts';
import { implicitApis, withGlobals } from './sam.ts';
import { qualified, TemplateScopes } from './template-scope.ts';
import { isTerraformCopy, type TemplateTool, toolOf } from './template-tool.ts';

/** All stacks that are deployed together. */
export interface App {
  readonly stacks: readonly Stack[];
}

/** A stack together with the stacks nested in it: the rules treat them as one. */
export interface Stack {
  readonly name: string;
  /** Equal for stacks that can be in the same account and region: those of one assembly (one CDK stage), with the same explicit
   *  environment. */
  readonly environment: string;
  /** The resources of the stack, followed by those of nested stacks. */
  readonly resources: readonly Resource[];
  /** Finds a resource by its `id`. */
  resource(id: string | undefined): Resource | undefined;
}

/** A resource of a template. */
export interface Resource {
  readonly stack: Stack;
  /** The name of the stack whose template declares the resource: `Shop/Nested`. */
  readonly stackName: string;
  /** The file of that template, if it was read from a file. */
  readonly file?: string;
  readonly logicalId: string;
  /** The tool in whose words the resource is fixed. */
  readonly tool: TemplateTool;
  /** The logical id, with the logical ids of the enclosing nested stacks as a prefix: `Nested/Logs`. References use it. */
  readonly id: string;
  /** `AWS::ApiGateway::Stage` */
  readonly type: string;
  /** With the `Globals` of SAM. Evaluated as far as the values are known before the deployment, also across nested stacks. */
  readonly properties: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Whether the resource exists only under a condition, which is known only at deployment. */
  readonly conditional: boolean;
  /** What happens to the resource when the stack is deleted: `Retain`, `RetainExceptOnCreate`. @default - it is deleted */
  readonly deletionPolicy?: string;
  /** The path of the construct in a CDK app. */
  readonly constructPath?: string;
}

/** The app that consists of these stacks. */
export function modelApp(stacks: readonly StackTemplate[]): App {
  const stacksByRoot = Map.groupBy(stacks, rootStack);
  return { stacks: [...stacksByRoot].map(([root, templates]) => modelStack(root, templates)) };
}

/** All resources of these types, in the order of the templates. */
export function resourcesOf(app: App, ...types: readonly string[]): Resource[] {
  return app.stacks.flatMap((stack) => stack.resources.filter((resource) => types.includes(resource.type)));
}

function rootStack(stack: StackTemplate): StackTemplate {
  return stack.nestedIn === undefined ? stack : rootStack(stack.nestedIn.stack);
}

function modelStack(root: StackTemplate, templates: readonly StackTemplate[]): Stack {
  const resources: Resource[] = [];
  const byId = new Map<string, Resource>();
  const stack: Stack = {
    name: root.name,
    environment: environmentOf(root),
    resources,
    resource: (id) => (id === undefined ? undefined : byId.get(id)),
  };
  const scopes = new TemplateScopes(templates);
  for (const template of templates) {
    for (const resource of modelResources(stack, template, scopes)) {
      resources.push(resource);
      byId.set(resource.id, resource);
    }
  }
  return stack;
}

function environmentOf({ file, accountId, region }: StackTemplate): string {
  // The CDK writes the stacks of each stage to a folder of their own.
  return JSON.stringify([file === undefined ? undefined : dirname(file), accountId, region]);
}

function modelResources(stack: Stack, source: StackTemplate, scopes: TemplateScopes): Resource[] {
  const { name, file, template } = source;
  if (isTerraformCopy(template)) return [];
  // SAM replaces a resource that has the id of an implicit API.
  const declared = { ...template.Resources, ...Object.fromEntries(implicitApis(template)) };
  return Object.entries(declared).flatMap(([logicalId, { Type, Properties, Metadata, Condition, DeletionPolicy }]) => {
    const exists = typeof Condition !== 'string' || scopes.condition(Condition, source);
    if (exists === false) return [];
    const properties = withGlobals(template.Globals, Type, Properties ?? {});
    const metadata = isObject(Metadata) ? Metadata : {};
    const constructPath = metadata['aws:cdk:path'];
    return {
      stack,
      stackName: name,
      ...(file !== undefined && { file }),
      logicalId,
      tool: toolOf(template, Type),
      id: qualified(logicalId, source),
      type: Type,
      properties: scopes.properties(properties, source),
      metadata,
      conditional: exists !== true,
      ...(typeof DeletionPolicy === 'string' && { deletionPolicy: DeletionPolicy }),
      ...(typeof constructPath === 'string' && { constructPath }),
    };
  });
}
