import { Annotations, Stack, Stage } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { formatHealthCheckTag, HEALTH_CHECK_TAG } from '../../../core/health-check-tag.ts';
import { ApiGatewayAccountStack } from '../../stacks/api-gateway-account-stack.ts';
import { addStackDependency } from '../cdk-compatibility.ts';
import { requireConstruct, throwPropErrors } from '../prop-errors.ts';
import { aspectOfApp, isOwnScope, mergeProps, type RequestedSettings, ScopedSettings } from '../scoped-settings.ts';
import { addAccessLog } from './add-access-log.ts';
import { apiLoggingErrors } from './api-logging-errors.ts';
import type { ApiLoggingProps } from './api-logging-props.ts';
import { type ApiRoutes, routesOf } from './api-routes.ts';
import { addExecutionLogGroup } from './execution-log-group.ts';
import { asApi, asStage, type FoundStage, type LoggedStage, warnOfUnknownType } from './logged-stage.ts';
import { ownProperty, type Settings } from './own-settings.ts';
import { type OwnLogging, type ResolvedLogging, resolveLogging } from './resolved-logging.ts';
import { configureRestStage, ownRestLogging, readMethodSettings } from './rest-stage.ts';
import { RouteProps } from './route-props.ts';
import { acknowledgeAccountRole, acknowledgeDisabled, addRuleMetadata } from './rule-metadata.ts';
import { unsupportedProps } from './unsupported-props.ts';
import { configureV2Stage, ownV2Logging, readRouteSettings } from './v2-stage.ts';

/** Turns on the logging of APIs: of all APIs in an app, stage or stack, or of one API. Reaches L2 and L1 constructs, also those that
 *  are created later.
 *
 *  ```ts
 *  ApiLogging.of(app).enable();
 *  ApiLogging.of(ordersApi).enable({ executionLevel: 'INFO' });
 *  ```
 *
 *  The props of a scope override those of the enclosing scopes, prop by prop. A level, metrics and tracing that a stage sets itself stay,
 *  unless a prop of its API (or of the stage) sets them. An access log that a stage sets itself always stays.
 *
 *  A prop is declared in `api-logging-props.ts` and has its default in `resolved-logging.ts`. `api-logging-errors.ts` checks its
 *  value, `unsupported-props.ts` whether the type of an API supports it, `route-props.ts` whether the API has the route. `rest-stage.ts`, `v2-stage.ts`, `add-access-log.ts` and
 *  `execution-log-group.ts` write the settings into a stage. */
export class ApiLogging {
  readonly #scope: IConstruct;

  private constructor(scope: IConstruct) {
    this.#scope = scope;
  }

  /** @param scope an app, a stage, a stack, or an API. */
  static of(scope: IConstruct): ApiLogging {
    requireConstruct('ApiLogging.of', scope, 'an app, a stage, a stack, or an API');
    return new ApiLogging(scope);
  }

  /** Takes effect when the app is synthesized. Synthesis fails for props that the type of an API does not support.
   *  @throws Error for props that are invalid for every type of API. */
  enable(props: ApiLoggingProps = {}): void {
    throwPropErrors('ApiLogging', this.#scope, apiLoggingErrors(props));
    aspectOfApp(this.#scope, StageLogging).request({ scope: this.#scope, api: asApi(this.#scope), props });
  }
}

class StageLogging extends ScopedSettings<ApiLoggingProps, FoundStage> {
  protected readonly loggingSwitch = { tag: 'tailgate:api-logging', context: 'apiLogging' };

  readonly #routeProps = new RouteProps();

  override request(settings: RequestedSettings<ApiLoggingProps>): void {
    super.request(settings);
    settings.scope.node.addValidation({ validate: () => this.#routeProps.errors(settings) });
  }

  protected targetOf(construct: IConstruct): FoundStage | undefined {
    return asStage(construct);
  }

  protected configure(found: FoundStage, requested: readonly RequestedSettings<ApiLoggingProps>[]): void {
    if (!this.isEnabled(found, requested)) {
      acknowledgeDisabled(found.resource);
      return;
    }
    if (found.type === undefined) {
      warnOfUnknownType(found);
      return;
    }
    const stage: LoggedStage = found;
    const unsupported = requested
      .filter(({ api }) => api !== undefined)
      .flatMap(({ props }) => unsupportedProps(stage.type, props));
    if (unsupported.length > 0) throw new Error(unsupported.join(' '));
    const routes = routesOf(stage);
    const layers = this.#routeProps.ofStage(stage, routes, requested);
    const inner = requested.filter((settings) => isOwnScope(settings, stage.resource));
    const withOwn = (own: OwnLogging) => layers.toSpliced(layers.length - inner.length, 0, own as ApiLoggingProps);
    const { logging, settings, ownRoutes } =
      stage.type === 'REST' ? configureRest(stage, routes, withOwn) : configureV2(stage, routes, withOwn);
    if (hasAccessLog(stage)) warnOfOwnAccessLog(stage, mergeProps(inner.map(({ props }) => props)));
    else if (logging.accessLogs) addAccessLog(stage, logging);
    addExecutionLogGroup(stage, logging, settings);
    waitForAccountRole(stage);
    acknowledgeAccountRole(stage);
    addRuleMetadata(stage.resource, logging, mergeProps(layers), ownRoutes);
    if (logging.healthCheckRoutes.length > 0)
      stage.resource.tags.setTag(HEALTH_CHECK_TAG, formatHealthCheckTag(logging.healthCheckRoutes));
  }
}

/** The settings of a stage and of its routes, after they were written. */
interface Configured {
  readonly logging: ResolvedLogging;
  readonly settings: readonly Settings[];
  /** What single routes had before. */
  readonly ownRoutes: readonly Settings[];
}

/** The props of all scopes of a stage, with what the stage itself sets: inside of the enclosing scopes, outside of those of the API. */
type LayersWithOwn = (own: OwnLogging) => readonly ApiLoggingProps[];

function configureRest(
  { resource }: Extract<LoggedStage, { readonly type: 'REST' }>,
  routes: ApiRoutes | undefined,
  withOwn: LayersWithOwn,
): Configured {
  const own = readMethodSettings(resource);
  const logging = resolveLogging('REST', withOwn(ownRestLogging(resource, own)), routes);
  return { logging, settings: configureRestStage(resource, own, logging), ownRoutes: [...own.byMethod.values()] };
}

function configureV2(
  { type, resource }: Exclude<LoggedStage, { readonly type: 'REST' }>,
  routes: ApiRoutes | undefined,
  withOwn: LayersWithOwn,
): Configured {
  const own = readRouteSettings(resource);
  const logging = resolveLogging(type, withOwn(ownV2Logging(own)), routes);
  return {
    logging,
    settings: configureV2Stage(resource, type, own, logging, routes),
    ownRoutes: Object.values(own.byRoute) as Settings[],
  };
}

/** The access log of a stage stays as it is, so props of its API can have no effect. */
function warnOfOwnAccessLog({ resource }: LoggedStage, props: ApiLoggingProps): void {
  const { accessLogs, accessLogGroup, identity, obfuscatePaths } = props;
  const names = Object.entries({ accessLogGroup, identity, obfuscatePaths }).filter(([, value]) => value !== undefined);
  const ignored = [...(accessLogs === false ? ['accessLogs'] : []), ...names.map(([name]) => name)];
  if (ignored.length === 0) return;
  Annotations.of(resource).addWarningV2(
    'tailgate:own-access-log',
    `This stage sets its own access log, which stays as it is. ${ignored.join(', ')} of ApiLogging has no effect here: remove it, or remove the access log of the stage.`,
  );
}

/** REST and WebSocket stages cannot be created before the role of the account is set: their stack depends on the stack that sets
 *  it, if this app has one for their environment. */
function waitForAccountRole({ type, resource }: LoggedStage): void {
  if (type === 'HTTP') return;
  const stack = Stack.of(resource);
  const accountStack = Stage.of(resource)
    ?.node.findAll()
    .find((scope) => scope instanceof ApiGatewayAccountStack && scope.environment === stack.environment);
  if (accountStack instanceof ApiGatewayAccountStack && !resource.node.scopes.includes(accountStack))
    addStackDependency(stack, accountStack);
}

function hasAccessLog(stage: LoggedStage): boolean {
  const own =
    stage.type === 'REST'
      ? ownProperty(stage.resource, 'AccessLogSetting', stage.resource.accessLogSetting)
      : ownProperty(stage.resource, 'AccessLogSettings', stage.resource.accessLogSettings);
  return own !== undefined;
}
