import type { RehearsalRegion } from '../rehearsal-account.ts';
import type { ResourceRequest, ResourceType } from '../resource-type.ts';
import { attributesOf } from './inert-resources.ts';

/** An HTTP or WebSocket API.
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-api.html */
export const V2_API: ResourceType = {
  create(request) {
    const { account, region, properties } = request;
    const physicalId = account.uniqueId(10);
    region.names.add(`API ${physicalId}`);
    if (properties.ProtocolType !== 'WEBSOCKET') region.names.add(`HTTP ${physicalId}`);
    if (properties.Body ?? properties.BodyS3Location) region.names.add(`OpenAPI ${physicalId}`);
    // The quick creation of an HTTP API makes one route.
    if (properties.Target !== undefined)
      region.names.add(routeName(physicalId, String(properties.RouteKey ?? '$default')));
    return { physicalId, attributes: attributesOf(request, physicalId) };
  },
};

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-route.html */
export const V2_ROUTE: ResourceType = {
  create(request) {
    const name = routeName(String(request.properties.ApiId), String(request.properties.RouteKey));
    if (request.region.names.has(name)) {
      throw new Error(`Route with key ${String(request.properties.RouteKey)} already exists for this API`);
    }
    request.region.names.add(name);
    const physicalId = request.account.uniqueId(7);
    return { physicalId, attributes: { RouteId: physicalId } };
  },
  update(request, current, before) {
    request.region.names.delete(routeName(String(before.ApiId), String(before.RouteKey)));
    request.region.names.add(routeName(String(request.properties.ApiId), String(request.properties.RouteKey)));
    return current;
  },
  delete({ region, properties }) {
    region.names.delete(routeName(String(properties.ApiId), String(properties.RouteKey)));
  },
};

/** A stage cannot have settings of a route that does not exist yet. The routes of an OpenAPI document are not known here, nor those of an
 *  API that the scenario did not create.
 *  @see https://github.com/aws/serverless-application-model/issues/2479
 *  @see https://github.com/terraform-aws-modules/terraform-aws-apigateway-v2/pull/80 for the message */
export function checkRouteSettings({ region, properties }: ResourceRequest): void {
  const apiId = String(properties.ApiId);
  if (!hasKnownRoutes(region, apiId)) return;
  const missing = Object.keys(properties.RouteSettings ?? {}).find((key) => !region.names.has(routeName(apiId, key)));
  if (missing !== undefined)
    throw new Error(`Unable to find Route by key ${missing} within the provided RouteSettings`);
}

function hasKnownRoutes({ names }: RehearsalRegion, apiId: string): boolean {
  return names.has(`API ${apiId}`) && !names.has(`OpenAPI ${apiId}`);
}

function routeName(apiId: string, key: string): string {
  return `route ${apiId} ${key}`;
}
