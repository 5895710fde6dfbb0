import type { CfnStage } from 'aws-cdk-lib/aws-apigateway';
import { isObject } from '../../../core/is-object.ts';
import type { ExecutionLevel } from './api-logging-props.ts';
import { isDecidedLater, lowerCaseNames, ownProperty, type Settings, setOwnProperty } from './own-settings.ts';
import type { OwnLogging, ResolvedLogging } from './resolved-logging.ts';

/** The method settings of a stage. */
export interface MethodSettings {
  readonly stageWide: Settings;
  /** By `keyOf`. */
  readonly byMethod: ReadonlyMap<string, Settings>;
  /** Entries that an intrinsic function decides, such as `Fn::If`. */
  readonly decidedLater: readonly unknown[];
}

const ALL_METHODS = '* /*';

const ROUTE = /^(ANY|\*|GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) (\/[^ ]*)$/;

/** Reads the method settings of a stage. The CDK writes two entries for all methods when the settings of the stage and `methodOptions`
 *  have some each. API Gateway applies the entries in their order, setting by setting: the last value of each setting is effective.
 *  @throws Error for method settings that are not a list.
 *  @see https://github.com/aws/aws-cdk/issues/24096 */
export function readMethodSettings(stage: CfnStage): MethodSettings {
  const entries = ownProperty(stage, 'MethodSettings', stage.methodSettings) ?? [];
  if (!Array.isArray(entries)) {
    throw new Error(
      'The method settings of this stage are decided at deployment, so settings cannot be added. Set methodSettings to a list.',
    );
  }
  const isReadable = (entry: unknown) =>
    isObject(entry) && ![entry, entry.HttpMethod, entry.ResourcePath].some(isDecidedLater);
  const byMethod = new Map<string, Settings>();
  for (const entry of entries.filter(isReadable)) {
    const key = keyOf(entry);
    byMethod.set(key, { ...byMethod.get(key), ...entry });
  }
  const stageWide = byMethod.get(ALL_METHODS) ?? {};
  byMethod.delete(ALL_METHODS);
  return { stageWide, byMethod, decidedLater: entries.filter((entry) => !isReadable(entry)) };
}

/** What the stage itself sets, as props. */
export function ownRestLogging(stage: CfnStage, { stageWide }: MethodSettings): OwnLogging {
  return {
    executionLevel: stageWide.LoggingLevel as ExecutionLevel | undefined,
    metrics: stageWide.MetricsEnabled as boolean | undefined,
    tracing: ownProperty(stage, 'TracingEnabled', stage.tracingEnabled) as boolean | undefined,
  };
}

/** Sets execution level, data trace, metrics and tracing of a REST stage, and of the routes that differ. On AWS the settings of a
 *  method replace all settings of the stage, so each method repeats them.
 *  @returns all method settings.
 *  @throws Error for an invalid route. */
export function configureRestStage(stage: CfnStage, own: MethodSettings, logging: ResolvedLogging): Settings[] {
  const stageWide: Settings = {
    DataTraceEnabled: false,
    ...own.stageWide,
    HttpMethod: '*',
    ResourcePath: '/*',
    LoggingLevel: logging.executionLevel,
    ...(logging.dataTrace !== undefined && { DataTraceEnabled: true }),
    MetricsEnabled: logging.metrics,
  };
  const byMethod = new Map([...own.byMethod].map(([key, setting]) => [key, { ...stageWide, ...setting }]));
  for (const [route, overrides] of logging.routes) {
    const method = parseRoute(route);
    byMethod.set(keyOf(method), {
      ...stageWide,
      ...method,
      ...byMethod.get(keyOf(method)),
      ...(overrides.executionLevel !== undefined && { LoggingLevel: overrides.executionLevel }),
      ...(overrides.dataTrace !== undefined && { DataTraceEnabled: true }),
      ...(overrides.metrics !== undefined && { MetricsEnabled: overrides.metrics }),
    });
  }
  const settings = [stageWide, ...byMethod.values()];
  const entries = [...settings, ...own.decidedLater];
  setOwnProperty(stage, 'MethodSettings', entries, () => {
    stage.methodSettings = entries.map((entry) => (isObject(entry) ? lowerCaseNames(entry) : entry)) as never;
  });
  setOwnProperty(stage, 'TracingEnabled', logging.tracing, () => {
    stage.tracingEnabled = logging.tracing;
  });
  return settings;
}

/** Parses a route such as `GET /notes/{id}`. Method settings encode the slashes within a path as `~1`. */
function parseRoute(route: string): { readonly HttpMethod: string; readonly ResourcePath: string } {
  const [, method = '', path = ''] = ROUTE.exec(route) ?? [];
  if (path === '') {
    throw new Error(`"${route}" is not a route of a REST API. Use a method and a path, such as GET /notes/{id}.`);
  }
  return { HttpMethod: method === 'ANY' ? '*' : method, ResourcePath: `/${path.replaceAll('/', '~1')}` };
}

/** Method and path, with the slashes of the path not encoded. */
function keyOf({ HttpMethod = '*', ResourcePath = '/*' }: Settings): string {
  const path = `${ResourcePath}`;
  const decoded = path.includes('~1') ? path.slice(1).replaceAll('~1', '/') : path;
  return `${HttpMethod} ${decoded === '*' ? '/*' : decoded}`;
}
