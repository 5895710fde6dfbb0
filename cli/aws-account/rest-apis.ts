import type { APIGatewayClient, Stage } from '@aws-sdk/client-api-gateway';
import { logGroupNameInArn } from '../../core/arn.ts';
import type { ApiName, ApiStage } from '../../core/targets/account.ts';
import { functionInUri, healthChecksIn } from './api-settings.ts';
import { namingMissingPermission } from './missing-permission.ts';

const PERMISSION = 'apigateway:GET';

export async function restApis(client: APIGatewayClient): Promise<ApiName[]> {
  const { paginateGetRestApis } = await import('@aws-sdk/client-api-gateway');
  return namingMissingPermission(PERMISSION, async () => {
    const found: ApiName[] = [];
    for await (const page of paginateGetRestApis({ client }, { limit: 500 })) {
      for (const { id = '', name = id } of page.items ?? []) found.push({ id, name, protocol: 'REST' });
    }
    return found;
  });
}

export async function restApiStages(client: APIGatewayClient, restApiId: string): Promise<ApiStage[]> {
  const { GetStagesCommand } = await import('@aws-sdk/client-api-gateway');
  const { item: stages = [] } = await namingMissingPermission(PERMISSION, () =>
    client.send(new GetStagesCommand({ restApiId })),
  );
  return stages.map((stage) => describeStage(restApiId, stage));
}

export async function restApiFunctions(client: APIGatewayClient, restApiId: string): Promise<string[]> {
  const { paginateGetResources } = await import('@aws-sdk/client-api-gateway');
  return namingMissingPermission(PERMISSION, async () => {
    const names = new Set<string>();
    for await (const page of paginateGetResources({ client }, { restApiId, embed: ['methods'], limit: 500 })) {
      for (const { resourceMethods = {} } of page.items ?? []) {
        for (const { methodIntegration } of Object.values(resourceMethods)) {
          const name = functionInUri(methodIntegration?.uri);
          if (name !== undefined) names.add(name);
        }
      }
    }
    return [...names];
  });
}

function describeStage(restApiId: string, stage: Stage): ApiStage {
  const name = stage.stageName ?? '';
  const accessLogGroup = logGroupNameInArn(stage.accessLogSettings?.destinationArn ?? '');
  const levels = Object.values(stage.methodSettings ?? {}).map(({ loggingLevel }) => loggingLevel ?? 'OFF');
  return {
    name,
    ...(accessLogGroup !== undefined && { accessLogGroup }),
    ...healthChecksIn(stage.tags),
    ...(levels.some((level) => level !== 'OFF') && {
      executionLogGroup: `API-Gateway-Execution-Logs_${restApiId}/${name}`,
    }),
  };
}
