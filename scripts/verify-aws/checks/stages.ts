import { GetStageCommand } from '@aws-sdk/client-api-gateway';
import { type Check, failed, heldWithout } from '../check.ts';

type Settings = Readonly<Record<string, unknown>>;

/** The stages of the REST APIs. */
export const STAGE_CHECKS: readonly Check[] = [
  {
    name: 'stage-settings',
    assumption: 'A REST stage has every method setting of its template, and its access log group and format.',
    source:
      'https://docs.aws.amazon.com/apigateway/latest/api/API_MethodSetting.html; infra/constructs/api-logging/rest-stage.ts',
    async run(deployment) {
      const stages = deployment.ofType('AWS::ApiGateway::Stage');
      const deviations: string[] = [];
      for (const { properties, stackId, stackName } of stages) {
        const restApiId = deployment.refOf(properties.RestApiId, stackId);
        const stage = await deployment.clients.apiGateway.send(
          new GetStageCommand({ restApiId, stageName: String(properties.StageName) }),
        );
        const access = properties.AccessLogSetting as Settings | undefined;
        if (stage.accessLogSettings?.format !== access?.Format)
          deviations.push(`${stackName}: another access log format`);
        for (const { HttpMethod, ResourcePath, ...expected } of (properties.MethodSettings ?? []) as Settings[]) {
          const key = `${String(ResourcePath).replace(/^\/\*$/, '*')}/${HttpMethod}`;
          const actual: Settings = { ...stage.methodSettings?.[key] };
          for (const [name, value] of Object.entries(expected)) {
            const found = actual[name[0]?.toLowerCase() + name.slice(1)];
            if (String(found) !== String(value))
              deviations.push(`${stackName} ${key}: ${name} is ${found} instead of ${value}`);
          }
        }
      }
      return stages.length === 0
        ? failed('the stacks have no stages')
        : heldWithout(deviations, `${stages.length} stages`);
    },
  },
];
