import type { ResolvedResource } from '../../../core/template/resolve.ts';
import type { UnsupportedResource } from '../../unsupported-resources.ts';

const USAGE_PLAN_REASON =
  'usage plans and API keys are not checked: every request passes, and only the settings of stages throttle it';
const VPC_REASON = 'a local VPC does not exist';
const DOMAIN_REASON = 'APIs are served on this machine only';

/** Unsupported resource types, by the reason. An API runs without them, but behaves differently than on AWS. */
const REASONS: Readonly<Record<string, string>> = {
  'AWS::ApiGateway::UsagePlan': USAGE_PLAN_REASON,
  'AWS::ApiGateway::ApiKey': USAGE_PLAN_REASON,
  'AWS::ApiGateway::VpcLink': VPC_REASON,
  'AWS::ApiGateway::RequestValidator': 'requests are not validated: every request passes',
  'AWS::ApiGateway::DomainName': DOMAIN_REASON,
  'AWS::ApiGatewayV2::VpcLink': VPC_REASON,
  'AWS::ApiGatewayV2::DomainName': DOMAIN_REASON,
};

/** The unsupported resources of API Gateway. Methods of REST APIs and routes of HTTP APIs are reported where they are read. */
export function unsupportedApiResources(resources: readonly ResolvedResource[]): UnsupportedResource[] {
  return resources.flatMap(({ type, properties, logicalId }) => {
    const name = String(properties.Name ?? properties.UsagePlanName ?? properties.DomainName ?? logicalId);
    if (type === 'AWS::ApiGatewayV2::Api' && properties.ProtocolType === 'WEBSOCKET')
      return [{ type, name, reason: 'it is a WebSocket API' }];
    const reason = REASONS[type];
    return reason === undefined ? [] : [{ type, name, reason }];
  });
}
