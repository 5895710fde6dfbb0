import { isObject } from '../../../core/is-object.ts';
import { isIntrinsic } from '../../../core/template/intrinsics.ts';
import { type Stage, settingPath } from './template-stage.ts';
import { at, booleanAt, listAt, textAt, UNKNOWN, type Unknown } from './value.ts';

/** What a stage sets for all its routes, or for one: execution log, data trace, metrics, throttling. */
export interface RouteSettings {
  /** `*` for all routes, otherwise `GET /notes` (REST), or the route key (WebSocket). */
  readonly route: string;
  /** Where they are in the resource: `MethodSettings[1]`. */
  readonly path: string;
  /** The properties as they are, by their names in the template. */
  readonly values: Readonly<Record<string, unknown>>;
  /** OFF, ERROR or INFO; undefined when it is not set. */
  readonly loggingLevel: string | Unknown | undefined;
  readonly dataTrace: boolean | Unknown | undefined;
}

export const ALL_ROUTES = '*';

/** The settings of all routes first, if there are any. UNKNOWN when an intrinsic function may hold further ones. */
export function routeSettings(stage: Stage): readonly RouteSettings[] | Unknown {
  const settings = stage.kind === 'REST' ? methodSettings(stage) : ofSecondVersion(stage);
  if (settings === UNKNOWN) return UNKNOWN;
  return settings.toSorted((a, b) => Number(b.route === ALL_ROUTES) - Number(a.route === ALL_ROUTES));
}

/** Those that are known, whatever else there may be. */
export function knownRouteSettings(stage: Stage): readonly RouteSettings[] {
  const settings = routeSettings(stage);
  return settings === UNKNOWN ? [] : settings;
}

/** Whether the stage writes an execution log for any route, as far as is known. */
export function hasExecutionLog(stage: Stage): boolean {
  return knownRouteSettings(stage).some(({ loggingLevel }) => loggingLevel === 'INFO' || loggingLevel === 'ERROR');
}

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-apigateway-stage-methodsetting.html */
function methodSettings(stage: Stage): RouteSettings[] | Unknown {
  if (stage.settings === UNKNOWN) return UNKNOWN;
  const items = listAt(stage.settings, 'MethodSettings') ?? [];
  if (items === UNKNOWN || items.some((item) => !isObject(item) || isIntrinsic(item))) return UNKNOWN;
  const settings = items.filter(isObject).map((item, index) => {
    const path = textAt(item, 'ResourcePath') ?? '/*';
    const method = textAt(item, 'HttpMethod') ?? '*';
    const route =
      path === UNKNOWN || method === UNKNOWN
        ? 'one route'
        : isAll(path, method)
          ? ALL_ROUTES
          : `${method} ${readable(path)}`;
    return read(route, settingPath(stage, `MethodSettings[${index}]`), item);
  });
  // The settings of a StageDescription are those of all methods, unless MethodSettings say otherwise.
  if (stage.settingsPath.length === 0 || !isObject(stage.settings)) return settings;
  return [...settings, read(ALL_ROUTES, stage.settingsPath.join('.'), stage.settings)];
}

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-apigatewayv2-stage-routesettings.html */
function ofSecondVersion(stage: Stage): RouteSettings[] | Unknown {
  const forAll = at(stage.settings, 'DefaultRouteSettings') ?? {};
  const byRoute = at(stage.settings, 'RouteSettings') ?? {};
  if (!isObject(forAll) || !isObject(byRoute)) return UNKNOWN;
  const ofRoutes = Object.entries(byRoute).filter(([, values]) => isObject(values) && !isIntrinsic(values));
  return [
    read(ALL_ROUTES, settingPath(stage, 'DefaultRouteSettings'), forAll),
    ...ofRoutes.map(([route, values]) => read(route, settingPath(stage, 'RouteSettings', route), values)),
  ];
}

function read(route: string, path: string, values: unknown): RouteSettings {
  return {
    route,
    path,
    values: isObject(values) ? values : {},
    loggingLevel: textAt(values, 'LoggingLevel'),
    dataTrace: booleanAt(values, 'DataTraceEnabled'),
  };
}

/** A JSON pointer writes the slashes within a path as `~1`: `/~1notes~1{id}`. */
function readable(path: string): string {
  return path.includes('~1') ? path.slice(1).replaceAll('~1', '/') : path;
}

/** `/*` with the method `*` is every method of every resource. */
function isAll(path: string, method: string): boolean {
  return method === '*' && (path === '/*' || path === '*' || path === '/~1*');
}
