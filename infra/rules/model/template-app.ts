import { isObject } from '../../../core/is-object.ts';
import type { StackTemplate } from '../../../core/template/assembly.ts';
import { Links, qualified } from './links.ts';
import { implicitApis, withGlobals } from './sam.ts';

/** What the rules look at: all stacks that are deployed together. */
export interface App {
  readonly stacks: readonly Stack[];
}

/** A stack, and the stacks nested in it: to the rules they are one. */
export interface Stack {
  readonly name: string;
  /** Those of nested stacks after its own. */
  readonly resources: readonly Resource[];
  /** The resource that a reference in this stack names. */
  resource(id: string | undefined): Resource | undefined;
}

export interface Resource {
  readonly stack: Stack;
  /** The stack whose template declares it: `Shop/Nested`. */
  readonly stackName: string;
  /** The file of that template, if it came from one. */
  readonly file?: string;
  readonly logicalId: string;
  /** What references name it by: its logical id, in a nested stack after that one's: `Nested/Logs`. */
  readonly id: string;
  /** `AWS::ApiGateway::Stage` */
  readonly type: string;
  /** As in the template; those of a SAM resource with the template's `Globals`, and what nested stacks give each other in place
   *  of the reference to it. */
  readonly properties: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Where it is in the tree of a CDK app. */
  readonly constructPath?: string;
}

/** The stacks as rules see them. */
export function viewApp(stacks: readonly StackTemplate[]): App {
  const families = Map.groupBy(stacks, outermost);
  return { stacks: [...families].map(([root, family]) => viewStack(root.name, family)) };
}

/** All resources of these types, in the order of the templates. */
export function resourcesOf(app: App, ...types: readonly string[]): Resource[] {
  return app.stacks.flatMap((stack) => stack.resources.filter((resource) => types.includes(resource.type)));
}

function outermost(stack: StackTemplate): StackTemplate {
  return stack.nestedIn === undefined ? stack : outermost(stack.nestedIn.stack);
}

function viewStack(name: string, family: readonly StackTemplate[]): Stack {
  const resources: Resource[] = [];
  const byId = new Map<string, Resource>();
  const stack: Stack = {
    name,
    resources,
    resource: (id) => (id === undefined ? undefined : byId.get(id)),
  };
  const links = family.length > 1 ? new Links(family) : undefined;
  for (const template of family) {
    for (const resource of viewTemplate(stack, template, links)) {
      resources.push(resource);
      byId.set(resource.id, resource);
    }
  }
  return stack;
}

function viewTemplate(stack: Stack, from: StackTemplate, links: Links | undefined): Resource[] {
  const { name, file, template } = from;
  const declared = [...Object.entries(template.Resources), ...implicitApis(template)];
  return declared.map(([logicalId, { Type, Properties, Metadata }]) => {
    const properties = withGlobals(template.Globals, Type, Properties ?? {});
    const metadata = isObject(Metadata) ? Metadata : {};
    const constructPath = metadata['aws:cdk:path'];
    return {
      stack,
      stackName: name,
      ...(file !== undefined && { file }),
      logicalId,
      id: qualified(logicalId, from),
      type: Type,
      properties: links ? links.linkedProperties(properties, from) : properties,
      metadata,
      ...(typeof constructPath === 'string' && { constructPath }),
    };
  });
}
