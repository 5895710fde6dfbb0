import { AspectPriority, Aspects, type IAspect, Stage } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { type LoggingSwitch, readSwitch } from './logging-switch.ts';

/** The settings that one call of `enable` requests for a scope. */
export interface RequestedSettings<Props> {
  readonly scope: IConstruct;
  /** Set when the scope is one API: its stages can be anywhere in the app. */
  readonly api?: IConstruct | undefined;
  readonly props: Props;
}

/** A resource whose logging can be configured; `api` is the API of a stage. */
interface Target {
  readonly resource: IConstruct;
  readonly api?: IConstruct | undefined;
}

/** The aspect behind `ApiLogging` and `FunctionLogging`. An app has one of each class, so that a resource in several scopes is
 *  configured once, with the settings of all of them. */
export abstract class ScopedSettings<Props extends { readonly enabled?: boolean }, T extends Target>
  implements IAspect
{
  readonly #requested: RequestedSettings<Props>[] = [];
  readonly #visited = new Set<IConstruct>();

  /** The tag and the context value that switch the logging on or off. */
  protected abstract readonly loggingSwitch: LoggingSwitch;

  /** Undefined for a construct that this aspect does not configure. */
  protected abstract targetOf(construct: IConstruct): T | undefined;

  /** @param requested from the outermost scope to the innermost, at least one.
   *  @throws Error when the target does not support the requested settings. */
  protected abstract configure(target: T, requested: readonly RequestedSettings<Props>[]): void;

  request(settings: RequestedSettings<Props>): void {
    this.#requested.push(settings);
  }

  visit(construct: IConstruct): void {
    if (this.#visited.has(construct)) return;
    if (Stage.isStage(construct)) this.#visitLateConstructs(construct);
    try {
      const target = this.targetOf(construct);
      if (target === undefined) return;
      this.#visited.add(construct);
      const requested = this.#requestedFor(target);
      if (requested.length > 0) this.configure(target, requested);
    } catch (error) {
      // The CDK reports these errors together, with the path of the construct and without a stack trace.
      construct.node.addValidation({ validate: () => [(error as Error).message] });
    }
  }

  protected isEnabled({ resource }: T, requested: readonly RequestedSettings<Props>[]): boolean {
    const { enabled } = mergeProps(requested.map(({ props }) => props));
    return enabled ?? readSwitch(resource, this.loggingSwitch) ?? true;
  }

  /** The CDK adds the functions behind cross-region references after the aspects. Validation is the next step. */
  #visitLateConstructs(stage: Stage): void {
    this.#visited.add(stage);
    stage.node.addValidation({
      validate: () => {
        for (const construct of stage.node.findAll()) if (Stage.of(construct) === stage) this.visit(construct);
        return [];
      },
    });
  }

  #requestedFor({ resource, api }: T): RequestedSettings<Props>[] {
    const { scopes } = resource.node;
    // Settings of the API itself are the innermost.
    const depth = (settings: RequestedSettings<Props>) =>
      settings.api === undefined ? scopes.indexOf(settings.scope) : settings.api === api ? scopes.length : -1;
    return this.#requested
      .filter((settings) => depth(settings) >= 0)
      .sort((first, second) => depth(first) - depth(second));
  }
}

/** The aspect of this class in the app of `scope`; the first call adds it, also to the stages of the app: an aspect does not reach the
 *  constructs of a `Stage` in its scope.
 *  @see https://docs.aws.amazon.com/cdk/v2/guide/aspects.html */
export function aspectOfApp<Aspect extends IAspect>(scope: IConstruct, type: new () => Aspect): Aspect {
  const { root } = scope.node;
  const existing = Aspects.of(root).all.find((aspect) => aspect instanceof type);
  if (existing instanceof type) return existing;
  const added = new type();
  addToStages(root, added);
  if (Stage.isStage(root)) {
    // Stages can be defined later.
    const synth = root.synth.bind(root);
    root.synth = (options) => {
      addToStages(root, added);
      return synth(options);
    };
  }
  return added;
}

function addToStages(root: IConstruct, aspect: IAspect): void {
  for (const scope of [root, ...root.node.findAll().filter((construct) => Stage.isStage(construct))]) {
    const aspects = Aspects.of(scope);
    if (!aspects.all.includes(aspect)) aspects.add(aspect, { priority: AspectPriority.MUTATING });
  }
}

/** Whether the scope of the settings is the resource itself, or its API: these settings replace what the resource sets. Those of the
 *  enclosing scopes do not. */
export function isOwnScope({ scope, api }: RequestedSettings<object>, resource: IConstruct): boolean {
  return api !== undefined || scope === resource || scope.node.defaultChild === resource;
}

/** Merges props from the outermost scope to the innermost. An undefined prop does not hide the value of an outer scope. */
export function mergeProps<Props extends object>(layers: readonly Props[]): Props {
  const defined = layers.map((props) => Object.entries(props).filter(([, value]) => value !== undefined));
  return Object.fromEntries(defined.flat()) as Props;
}
