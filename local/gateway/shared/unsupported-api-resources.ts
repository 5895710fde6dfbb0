import type { ResolvedResource } from '../../../core/template/resolve.ts';
import type { UnsupportedResource } from '../../unsupported-resources.ts';

const NOT_ASKED_FOR =
  'usage plans and API keys are not asked for: every request passes, and only the settings of stages throttle it';

/** Resource types of API Gateway without which an API still runs, but not as it does when deployed. */
const REASONS: Readonly<Record<string, string>> = {
  'AWS::ApiGateway::UsagePlan': NOT_ASKED_FOR,
  'AWS::ApiGateway::ApiKey': NOT_ASKED_FOR,
  'AWS::ApiGateway::VpcLink': 'there is no VPC here',
  'AWS::ApiGateway::RequestValidator': 'requests are not validated: every one passes',
  'AWS::ApiGateway::DomainName': 'APIs are served on this machine alone',
  'AWS::ApiGatewayV2::VpcLink': 'there is no VPC here',
  'AWS::ApiGatewayV2::DomainName': 'APIs are served on this machine alone',
};

/** What the stacks have of API Gateway that is not supported locally, but for methods of REST APIs and routes of HTTP APIs. */
export function unsupportedApiResources(resources: readonly ResolvedResource[]): UnsupportedResource[] {
  return resources.flatMap(({ type, properties, logicalId }) => {
    const name = String(properties.Name ?? properties.UsagePlanName ?? properties.DomainName ?? logicalId);
    if (type === 'AWS::ApiGatewayV2::Api' && properties.ProtocolType === 'WEBSOCKET')
      return [{ type, name, reason: 'it is a WebSocket API' }];
    const reason = REASONS[type];
    return reason === undefined ? [] : [{ type, name, reason }];
  });
}
