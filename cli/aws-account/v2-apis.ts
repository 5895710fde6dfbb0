import type { ApiGatewayV2Client, Stage } from '@aws-sdk/client-apigatewayv2';
import { logGroupNameInArn } from '../../core/arn.ts';
import type { ApiName, ApiStage } from '../../core/targets/account.ts';
import { functionInUri, healthChecksIn } from './api-settings.ts';
import { namingMissingPermission } from './missing-permission.ts';

const PERMISSION = 'apigateway:GET';
const PAGE = { MaxResults: '500' };

/** The HTTP and WebSocket APIs: the service `apigatewayv2` has both. */
export async function v2Apis(client: ApiGatewayV2Client): Promise<ApiName[]> {
  const { GetApisCommand } = await import('@aws-sdk/client-apigatewayv2');
  const apis = await allPages((token) => client.send(new GetApisCommand({ ...PAGE, ...token })));
  return apis.map(({ ApiId: id = '', Name: name = id, ProtocolType }) => {
    return { id, name, protocol: ProtocolType === 'WEBSOCKET' ? 'WEBSOCKET' : 'HTTP' };
  });
}

export async function v2ApiStages(client: ApiGatewayV2Client, { id, protocol }: ApiName): Promise<ApiStage[]> {
  const { GetStagesCommand } = await import('@aws-sdk/client-apigatewayv2');
  const stages = await allPages((token) => client.send(new GetStagesCommand({ ApiId: id, ...PAGE, ...token })));
  return stages.map((stage) => {
    const name = stage.StageName ?? '';
    const accessLogGroup = logGroupNameInArn(stage.AccessLogSettings?.DestinationArn ?? '');
    return {
      name,
      ...(accessLogGroup !== undefined && { accessLogGroup }),
      ...healthChecksIn(stage.Tags),
      ...(protocol === 'WEBSOCKET' && logsExecutions(stage) && { executionLogGroup: `/aws/apigateway/${id}/${name}` }),
    };
  });
}

export async function v2ApiFunctions(client: ApiGatewayV2Client, ApiId: string): Promise<string[]> {
  const { GetIntegrationsCommand } = await import('@aws-sdk/client-apigatewayv2');
  const integrations = await allPages((token) => client.send(new GetIntegrationsCommand({ ApiId, ...PAGE, ...token })));
  const names = integrations.map(({ IntegrationUri }) => functionInUri(IntegrationUri));
  return [...new Set(names.filter((name) => name !== undefined))];
}

/** Only stages of WebSocket APIs have a logging level.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-logging.html */
function logsExecutions({ DefaultRouteSettings, RouteSettings = {} }: Stage): boolean {
  return [DefaultRouteSettings, ...Object.values(RouteSettings)].some(
    (settings) => settings?.LoggingLevel !== undefined && settings.LoggingLevel !== 'OFF',
  );
}

interface Page<Item> {
  readonly Items?: readonly Item[] | undefined;
  readonly NextToken?: string | undefined;
}

/** The SDK has no paginators for this service. */
async function allPages<Item>(
  request: (token: { readonly NextToken?: string }) => Promise<Page<Item>>,
): Promise<Item[]> {
  return namingMissingPermission(PERMISSION, async () => {
    const found: Item[] = [];
    let token: { readonly NextToken?: string } | undefined = {};
    while (token !== undefined) {
      const { Items = [], NextToken }: Page<Item> = await request(token);
      found.push(...Items);
      token = NextToken === undefined ? undefined : { NextToken };
    }
    return found;
  });
}
