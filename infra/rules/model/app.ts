import type { StackTemplate } from '../../../core/template/assembly.ts';
import { isObject } from '../../../core/template/template.ts';
import { implicitApis, withGlobals } from './sam.ts';

/** What the rules look at: all stacks that are deployed together. */
export interface App {
  readonly stacks: readonly Stack[];
}

export interface Stack {
  readonly name: string;
  /** The file of its template, if it came from one. */
  readonly file?: string;
  readonly resources: readonly Resource[];
  /** The resource of that logical id in this stack. */
  resource(logicalId: string | undefined): Resource | undefined;
}

export interface Resource {
  readonly stack: Stack;
  readonly logicalId: string;
  /** `AWS::ApiGateway::Stage` */
  readonly type: string;
  /** As in the template; those of a SAM resource with the template's `Globals`. */
  readonly properties: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Where it is in the tree of a CDK app. */
  readonly constructPath?: string;
}

/** The stacks as rules see them. */
export function viewApp(stacks: readonly StackTemplate[]): App {
  return { stacks: stacks.map(viewStack) };
}

/** All resources of these types, in the order of the templates. */
export function resourcesOf(app: App, ...types: readonly string[]): Resource[] {
  return app.stacks.flatMap((stack) => stack.resources.filter((resource) => types.includes(resource.type)));
}

function viewStack({ name, file, template }: StackTemplate): Stack {
  const resources: Resource[] = [];
  const byLogicalId = new Map<string, Resource>();
  const stack: Stack = {
    name,
    ...(file === undefined ? {} : { file }),
    resources,
    resource: (logicalId) => (logicalId === undefined ? undefined : byLogicalId.get(logicalId)),
  };
  const declared = Object.entries(template.Resources);
  for (const [logicalId, { Type, Properties, Metadata }] of [...declared, ...implicitApis(template)]) {
    const metadata = isObject(Metadata) ? Metadata : {};
    const constructPath = metadata['aws:cdk:path'];
    const resource: Resource = {
      stack,
      logicalId,
      type: Type,
      properties: withGlobals(template.Globals, Type, Properties ?? {}),
      metadata,
      ...(typeof constructPath === 'string' ? { constructPath } : {}),
    };
    resources.push(resource);
    byLogicalId.set(logicalId, resource);
  }
  return stack;
}
