import { Stack } from 'aws-cdk-lib';
import type { CfnStage } from 'aws-cdk-lib/aws-apigateway';
import type { ResolvedLogging } from './resolved-logging.ts';

type MethodSetting = CfnStage.MethodSettingProperty;

const ROUTE = /^(ANY|\*|GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) (\/[^ ]*)$/;

/** Sets execution level, data trace, metrics and tracing of a REST stage, and of the routes that differ. On AWS the settings of a
 *  method replace all settings of the stage, so each method repeats them.
 *  @throws Error for an invalid route, or for method settings that are a token. */
export function configureRestStage(stage: CfnStage, logging: ResolvedLogging): void {
  const settings = readMethodSettings(stage);
  const stageWide = {
    ...settings.find(isStageWide),
    httpMethod: '*',
    resourcePath: '/*',
    loggingLevel: logging.executionLevel,
    dataTraceEnabled: logging.dataTrace !== undefined,
    metricsEnabled: logging.metrics,
  };
  const byMethod = new Map(
    settings
      .filter((setting) => !isStageWide(setting))
      .map((setting) => [keyOf(setting), { ...stageWide, ...setting }]),
  );
  for (const [route, overrides] of logging.routes) {
    const method = parseRoute(route);
    byMethod.set(keyOf(method), {
      ...(byMethod.get(keyOf(method)) ?? stageWide),
      ...method,
      ...(overrides.executionLevel !== undefined && { loggingLevel: overrides.executionLevel }),
      ...(overrides.dataTrace !== undefined && { dataTraceEnabled: true }),
      ...(overrides.metrics !== undefined && { metricsEnabled: overrides.metrics }),
    });
  }
  stage.methodSettings = [stageWide, ...byMethod.values()];
  stage.tracingEnabled = logging.tracing;
}

/** Parses a route such as `GET /notes/{id}`. Method settings encode the slashes within a path as `~1`. */
function parseRoute(route: string): { readonly httpMethod: string; readonly resourcePath: string } {
  const [, method = '', path = ''] = ROUTE.exec(route) ?? [];
  if (path === '') {
    throw new Error(`"${route}" is not a route of a REST API. Use a method and a path, such as GET /notes/{id}.`);
  }
  return { httpMethod: method === 'ANY' ? '*' : method, resourcePath: `/${path.replaceAll('/', '~1')}` };
}

/** The method settings of the stage, without undefined members: these would override other values. */
function readMethodSettings(stage: CfnStage): MethodSetting[] {
  const settings: unknown = Stack.of(stage).resolve(stage.methodSettings) ?? [];
  if (!Array.isArray(settings)) {
    throw new Error(
      `The method settings of ${stage.node.path} are a token, so they cannot be read. Set them to a list.`,
    );
  }
  return settings.map((setting) =>
    Object.fromEntries(Object.entries(setting).filter(([, value]) => value !== undefined)),
  );
}

function isStageWide({ httpMethod, resourcePath }: MethodSetting): boolean {
  return httpMethod === '*' && resourcePath === '/*';
}

function keyOf({ httpMethod, resourcePath }: MethodSetting): string {
  return `${httpMethod} ${resourcePath}`;
}
