import { Stack } from 'aws-cdk-lib';
import type { CfnStage } from 'aws-cdk-lib/aws-apigateway';
import { restRoute } from './api-logging-errors.ts';
import type { ResolvedLogging } from './resolved-logging.ts';

type MethodSetting = CfnStage.MethodSettingProperty;

/** Execution level, data trace and metrics of a REST stage, and of the routes that differ. A setting of one method replaces the
 *  stage's as a whole on AWS, so each repeats what the stage says.
 *  @throws Error for a route that is none, or settings that only CloudFormation knows. */
export function logRestStage(stage: CfnStage, logging: ResolvedLogging): void {
  const settings = settingsOf(stage);
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
  for (const [route, differing] of logging.routes) {
    const parts = restRoute(route);
    if (!parts)
      throw new Error(`"${route}" is no route of a REST API. Write a method and a path, such as GET /notes/{id}.`);
    const method = { httpMethod: parts.httpMethod, resourcePath: `/${parts.path.replaceAll('/', '~1')}` };
    byMethod.set(keyOf(method), {
      ...(byMethod.get(keyOf(method)) ?? stageWide),
      ...method,
      ...(differing.executionLevel !== undefined && { loggingLevel: differing.executionLevel }),
      ...(differing.dataTrace !== undefined && { dataTraceEnabled: true }),
      ...(differing.metrics !== undefined && { metricsEnabled: differing.metrics }),
    });
  }
  stage.methodSettings = [stageWide, ...byMethod.values()];
  stage.tracingEnabled = logging.tracing;
}

/** Without what is undefined, which would hide the stage's value. */
function settingsOf(stage: CfnStage): MethodSetting[] {
  const settings: unknown = Stack.of(stage).resolve(stage.methodSettings) ?? [];
  if (!Array.isArray(settings)) {
    throw new Error(`${stage.node.path}: its method settings are made by CloudFormation. Write them as a list.`);
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
