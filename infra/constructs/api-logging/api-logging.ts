import { AspectPriority, Aspects, type CfnResource, type IAspect } from 'aws-cdk-lib';
import type { CfnRestApi } from 'aws-cdk-lib/aws-apigateway';
import type { CfnApi } from 'aws-cdk-lib/aws-apigatewayv2';
import type { IConstruct } from 'constructs';
import { HEALTH_CHECK_TAG, healthCheckTag } from '../../../core/access-log-format.ts';
import { switchedOn } from '../logging-switch.ts';
import { waitForAccountRole } from './account-role.ts';
import { logAccess } from './add-access-log.ts';
import { faultsOf } from './api-logging-errors.ts';
import type { ApiLoggingProps } from './api-logging-props.ts';
import { logExecution } from './execution-log-group.ts';
import { asApi, asStage, type LoggedStage, UnknownApiError } from './logged-stage.ts';
import { type ResolvedLogging, resolveLogging } from './resolved-logging.ts';
import { logRestStage } from './rest-stage.ts';
import { missingAbilities } from './unsupported-props.ts';
import { logV2Stage } from './v2-stage.ts';

/** Names of the tag and the context value that switch the logging of APIs: `on` or `off`. */
const SWITCH = { tag: 'tailgate:api-logging', context: 'apiLogging' };

/** What one call of `enable` asked for. */
interface Wish {
  readonly scope: IConstruct;
  /** Set when the scope is one API: its stages may stand anywhere in the app. */
  readonly api: CfnRestApi | CfnApi | undefined;
  readonly props: ApiLoggingProps;
}

/** Turns the logging of APIs on: of all that are in an app or a stack, or of one, in L2 or L1 constructs, made before or after.
 *
 *  ```ts
 *  ApiLogging.of(app).enable();
 *  ApiLogging.of(ordersApi).enable({ executionLevel: 'INFO' });
 *  ```
 *
 *  A scope inside another overrides it prop by prop. */
export class ApiLogging {
  readonly #scope: IConstruct;

  private constructor(scope: IConstruct) {
    this.#scope = scope;
  }

  /** @param scope an app, a stage, a stack, or an API. */
  static of(scope: IConstruct): ApiLogging {
    return new ApiLogging(scope);
  }

  /** Has effect when the app is synthesized, and fails then for what an API's type does not have.
   *  @throws Error for props that are wrong whatever the API. */
  enable(props: ApiLoggingProps = {}): void {
    const faults = faultsOf(props);
    if (faults.length > 0) throw new Error(`ApiLogging of ${this.#scope.node.path || 'the app'}: ${faults.join(' ')}`);
    StageLogging.in(this.#scope.node.root).wish({ scope: this.#scope, api: asApi(this.#scope), props });
  }
}

/** The aspect that does it: one an app, so that a stage which several calls reach is logged once. */
class StageLogging implements IAspect {
  static readonly #ofRoot = new WeakMap<IConstruct, StageLogging>();
  readonly #wishes: Wish[] = [];
  readonly #done = new Set<IConstruct>();

  static in(root: IConstruct): StageLogging {
    let aspect = StageLogging.#ofRoot.get(root);
    if (!aspect) {
      aspect = new StageLogging();
      StageLogging.#ofRoot.set(root, aspect);
      Aspects.of(root).add(aspect, { priority: AspectPriority.MUTATING });
    }
    return aspect;
  }

  wish(wish: Wish): void {
    this.#wishes.push(wish);
  }

  visit(construct: IConstruct): void {
    if (this.#done.has(construct)) return;
    try {
      const stage = asStage(construct);
      if (stage === undefined) return;
      this.#done.add(construct);
      this.#log(stage);
    } catch (error) {
      if (error instanceof UnknownApiError && !this.#surrounds(construct)) return;
      // Told with all others, by the construct's path and without a stack trace.
      construct.node.addValidation({ validate: () => [(error as Error).message] });
    }
  }

  /** Whether a scope around the construct was named, and not only single APIs. */
  #surrounds(construct: IConstruct): boolean {
    return this.#wishes.some(({ api, scope }) => api === undefined && construct.node.scopes.includes(scope));
  }

  #log(stage: LoggedStage): void {
    const wishes = this.#reaching(stage);
    if (wishes.length === 0) return;
    const enabled = wishes.findLast(({ props }) => props.enabled !== undefined)?.props.enabled;
    if (!(enabled ?? switchedOn(stage.resource, SWITCH) ?? true)) return;
    const missing = wishes
      .filter(({ api }) => api !== undefined)
      .flatMap(({ props }) => missingAbilities(stage.type, props));
    if (missing.length > 0) throw new Error(missing.join(' '));
    const logging = resolveLogging(
      stage.type,
      wishes.map(({ props }) => props),
    );
    const { resource } = stage;
    if (stage.type === 'REST') logRestStage(stage.resource, logging);
    else logV2Stage(stage.resource, stage.type, logging);
    if (logging.accessLogs && !hasAccessLog(stage)) logAccess(stage, logging);
    logExecution(stage, logging);
    waitForAccountRole(stage);
    tellRules(resource, logging);
    if (logging.healthCheckRoutes.length > 0)
      resource.tags.setTag(HEALTH_CHECK_TAG, healthCheckTag(logging.healthCheckRoutes));
  }

  /** From the outermost scope to the innermost, an API's own last. */
  #reaching({ resource, api }: LoggedStage): Wish[] {
    const scopes = resource.node.scopes;
    const depth = (wish: Wish) => (wish.api === undefined ? scopes.indexOf(wish.scope) : scopes.length);
    return this.#wishes
      .filter((wish) => (wish.api === undefined ? scopes.includes(wish.scope) : wish.api === api))
      .sort((one, other) => depth(one) - depth(other));
  }
}

/** What the rules have to know beyond the properties, in the metadata of the stage. */
function tellRules(resource: CfnResource, { dataTrace, routes, healthCheckRoutes }: ResolvedLogging): void {
  const reasons = [dataTrace, ...[...routes.values()].map((route) => route.dataTrace)].flatMap(
    (trace) => trace?.reason ?? [],
  );
  const notes = {
    ...(reasons.length > 0 && { dataTraceReason: reasons.join('; ') }),
    ...(healthCheckRoutes.length > 0 && { healthCheckRoutes }),
  };
  if (Object.keys(notes).length > 0)
    resource.addMetadata('tailgate', { ...resource.getMetadata('tailgate'), ...notes });
}

function hasAccessLog(stage: LoggedStage): boolean {
  const settings = stage.type === 'REST' ? stage.resource.accessLogSetting : stage.resource.accessLogSettings;
  return settings !== undefined;
}
