import { isObject } from '../../../core/is-object.ts';
import { UnknownValue } from '../../../core/template/unknown-value.ts';
import { type Stage, settingPath } from './template-stage.ts';
import { booleanAt, listAt, textAt, UNKNOWN, type Unknown, valueAt } from './template-value.ts';

/** The settings of a stage for all routes or for one: execution log, data trace, metrics and throttling. */
export interface RouteSettings {
  /** `*` for all routes, otherwise `GET /notes` (REST), or the route key (WebSocket). */
  readonly route: string;
  /** The path of the settings in the resource: `MethodSettings[1]`. Of several entries, the last one. */
  readonly path: string;
  /** The paths of all entries for the route. */
  readonly paths: readonly string[];
  /** The properties, unchanged from the template. */
  readonly values: Readonly<Record<string, unknown>>;
  /** OFF, ERROR or INFO; undefined when it is not set. */
  readonly loggingLevel: string | Unknown | undefined;
  readonly dataTrace: boolean | Unknown | undefined;
}

/** The `route` of the settings for all routes. */
export const ALL_ROUTES = '*';

/** The settings of a stage, with those for all routes first. UNKNOWN when an intrinsic function can contain further settings. */
export function routeSettings(stage: Stage): readonly RouteSettings[] | Unknown {
  const settings = stage.type === 'REST' ? restRouteSettings(stage) : apiGatewayV2RouteSettings(stage);
  if (settings === UNKNOWN) return UNKNOWN;
  return settings.toSorted((a, b) => Number(b.route === ALL_ROUTES) - Number(a.route === ALL_ROUTES));
}

/** Like `routeSettings`, but without settings when they are UNKNOWN. */
export function knownRouteSettings(stage: Stage): readonly RouteSettings[] {
  const settings = routeSettings(stage);
  return settings === UNKNOWN ? [] : settings;
}

/** Whether the stage is known to write an execution log for at least one route. */
export function hasExecutionLog(stage: Stage): boolean {
  return knownRouteSettings(stage).some(({ loggingLevel }) => loggingLevel === 'INFO' || loggingLevel === 'ERROR');
}

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-apigateway-stage-methodsetting.html */
function restRouteSettings(stage: Stage): RouteSettings[] | Unknown {
  if (stage.settings === UNKNOWN) return UNKNOWN;
  const items = listAt(stage.settings, 'MethodSettings') ?? [];
  if (items === UNKNOWN || items.some((item) => !isObject(item) || item instanceof UnknownValue)) return UNKNOWN;
  const byRoute = new Map<string, RouteSettings>();
  // The members of a StageDescription are settings of all methods; MethodSettings override them.
  if (stage.settingsPath.length > 0 && isObject(stage.settings)) {
    byRoute.set(ALL_ROUTES, { ...readSettings(ALL_ROUTES, stage.settingsPath.join('.'), stage.settings), paths: [] });
  }
  for (const [index, item] of items.filter(isObject).entries()) {
    const route = routeOf(item);
    // Entries of unknown routes may be entries of different routes.
    const key = route ?? String(index);
    const entry = readSettings(route ?? 'one route', settingPath(stage, `MethodSettings[${index}]`), item);
    byRoute.set(key, withEarlierEntry(entry, byRoute.get(key)));
  }
  return [...byRoute.values()];
}

/** API Gateway applies the entries of a route in their order, setting by setting: the last value of each setting is effective.
 *  @see https://github.com/aws/aws-cdk/issues/24096 */
function withEarlierEntry(entry: RouteSettings, earlier: RouteSettings | undefined): RouteSettings {
  if (earlier === undefined) return entry;
  const values = { ...earlier.values, ...entry.values };
  return { ...readSettings(entry.route, entry.path, values), paths: [...earlier.paths, ...entry.paths] };
}

/** `*` or `GET /notes`; undefined when it is known only at deployment. */
function routeOf(entry: unknown): string | undefined {
  const path = textAt(entry, 'ResourcePath') ?? '/*';
  const method = textAt(entry, 'HttpMethod') ?? '*';
  if (path === UNKNOWN || method === UNKNOWN) return undefined;
  return isAllRoutes(path, method) ? ALL_ROUTES : `${method.toUpperCase()} ${decodePath(path)}`;
}

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-apigatewayv2-stage-routesettings.html */
function apiGatewayV2RouteSettings(stage: Stage): RouteSettings[] | Unknown {
  const forAll = valueAt(stage.settings, 'DefaultRouteSettings') ?? {};
  const byRoute = valueAt(stage.settings, 'RouteSettings') ?? {};
  if (!isObject(forAll) || !isObject(byRoute)) return UNKNOWN;
  const known = Object.entries(byRoute).filter(([, values]) => isObject(values) && !(values instanceof UnknownValue));
  return [
    readSettings(ALL_ROUTES, settingPath(stage, 'DefaultRouteSettings'), forAll),
    ...known.map(([route, values]) => readSettings(route, settingPath(stage, 'RouteSettings', route), values)),
  ];
}

function readSettings(route: string, path: string, values: unknown): RouteSettings {
  return {
    route,
    path,
    paths: [path],
    values: isObject(values) ? values : {},
    // OFF without quotes is a boolean in YAML 1.1.
    loggingLevel: valueAt(values, 'LoggingLevel') === false ? 'OFF' : textAt(values, 'LoggingLevel'),
    dataTrace: booleanAt(values, 'DataTraceEnabled'),
  };
}

/** Decodes the slashes of a path: `/~1notes~1{id}` is `/notes/{id}`. */
function decodePath(path: string): string {
  return path.includes('~1') ? path.slice(1).replaceAll('~1', '/') : path;
}

/** The path `/*` with the method `*` means all methods of all resources. */
function isAllRoutes(path: string, method: string): boolean {
  return method === '*' && (path === '/*' || path === '*' || path === '/~1*');
}
