import { isObject } from '../../../core/is-object.ts';
import type { ResolvedResource } from '../../../core/template/resolve.ts';
import type { UnsupportedReason, UnsupportedResource } from '../../unsupported-resources.ts';
import { readAccessLogSetting } from '../shared/access-log.ts';
import { readThrottleLimits } from '../shared/throttle.ts';
import { type RestLambdaAuthorizer, readRestLambdaAuthorizer } from './authorizer-config.ts';
import { readRestIntegration } from './integration-config.ts';
import type { CustomGatewayResponse, MethodSetting, RestApi, RestMethod, RestStage } from './model.ts';

/** The idle timeout of a streamed response, by endpoint type. The default endpoint type is edge-optimized.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html */
const STREAM_IDLE_MS = { edge: 30_000, other: 5 * 60_000 };

/** Reads the REST APIs among the resources.
 *  @returns the APIs, and the methods that are not supported locally. */
export function readRestApis(resources: readonly ResolvedResource[]): {
  apis: RestApi[];
  unsupported: UnsupportedResource[];
} {
  const unsupported: UnsupportedResource[] = [];
  const apis = ofType(resources, 'AWS::ApiGateway::RestApi').map((api): RestApi => {
    const { properties, ref, stack, logicalId } = api;
    const name = String(properties.Name ?? logicalId);
    const methods = readMethods(api, resources);
    for (const { type, methodName, reason } of methods.unsupported) {
      unsupported.push({ type, name: `${methodName} of ${name}`, reason });
    }
    return {
      id: ref,
      name,
      stack: stack.name,
      logicalId,
      methods: methods.supported,
      stages: ofApi(resources, 'Stage', api).map((stage) => readStage(stage, ref)),
      binaryMediaTypes: Array.isArray(properties.BinaryMediaTypes) ? properties.BinaryMediaTypes.map(String) : [],
      streamIdleMs: isEdgeOptimized(api) ? STREAM_IDLE_MS.edge : STREAM_IDLE_MS.other,
      gatewayResponses: new Map(ofApi(resources, 'GatewayResponse', api).map(readGatewayResponse)),
    };
  });
  return { apis, unsupported };
}

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-apigateway-restapi-endpointconfiguration.html */
function isEdgeOptimized({ properties }: ResolvedResource): boolean {
  const { Types } = isObject(properties.EndpointConfiguration) ? properties.EndpointConfiguration : {};
  return !Array.isArray(Types) || Types.length === 0 || Types.includes('EDGE');
}

function ofType(resources: readonly ResolvedResource[], type: string): ResolvedResource[] {
  return resources.filter((resource) => resource.type === type);
}

function ofApi(
  resources: readonly ResolvedResource[],
  kind: 'Authorizer' | 'GatewayResponse' | 'Method' | 'Resource' | 'Stage',
  api: ResolvedResource,
): ResolvedResource[] {
  return ofType(resources, `AWS::ApiGateway::${kind}`).filter(({ properties }) => properties.RestApiId === api.ref);
}

function readMethods(
  api: ResolvedResource,
  resources: readonly ResolvedResource[],
): {
  supported: RestMethod[];
  unsupported: { readonly type: string; readonly methodName: string; readonly reason: string }[];
} {
  const paths = resourcePaths(ofApi(resources, 'Resource', api));
  const authorizers = new Map(
    ofApi(resources, 'Authorizer', api).map((authorizer) => [authorizer.ref, readRestLambdaAuthorizer(authorizer)]),
  );
  const supported: RestMethod[] = [];
  const unsupported = [];
  for (const { type, properties } of ofApi(resources, 'Method', api)) {
    const resourcePath = paths.get(String(properties.ResourceId)) ?? '/';
    const method = readMethod(properties, resourcePath, authorizers);
    if (typeof method === 'string') {
      unsupported.push({ type, methodName: `${properties.HttpMethod} ${resourcePath}`, reason: method });
    } else supported.push(method);
  }
  return { supported, unsupported };
}

/** Paths by resource id. A resource has its parent's id and its own path part. */
function resourcePaths(resources: readonly ResolvedResource[]): ReadonlyMap<string, string> {
  const byId = new Map(resources.map((resource) => [resource.ref, resource]));
  const pathOf = (id: string): string => {
    const resource = byId.get(id);
    return resource ? `${pathOf(String(resource.properties.ParentId))}/${resource.properties.PathPart}` : '';
  };
  return new Map([...byId.keys()].map((id) => [id, pathOf(id)]));
}

/** Reads a method.
 *  @returns a string with the reason when the method is not supported locally. */
function readMethod(
  properties: ResolvedResource['properties'],
  resourcePath: string,
  authorizers: ReadonlyMap<string, RestLambdaAuthorizer | UnsupportedReason>,
): RestMethod | UnsupportedReason {
  const authorization = properties.AuthorizationType ?? 'NONE';
  const authorizer = authorization === 'CUSTOM' ? authorizers.get(String(properties.AuthorizerId)) : undefined;
  if (typeof authorizer === 'string') return authorizer;
  if (authorization === 'CUSTOM' && !authorizer)
    return `its authorizer is not in these stacks: ${properties.AuthorizerId}`;
  if (authorization !== 'NONE' && authorization !== 'CUSTOM') return `its authorization type is ${authorization}`;
  const integration = readRestIntegration(isObject(properties.Integration) ? properties.Integration : {});
  if (typeof integration === 'string') return integration;
  return {
    resourcePath,
    resourceId: String(properties.ResourceId),
    httpMethod: String(properties.HttpMethod),
    integration,
    ...(authorizer && { authorizer }),
  };
}

function readGatewayResponse({ properties }: ResolvedResource): [type: string, CustomGatewayResponse] {
  const headers: Record<string, string> = {};
  for (const [key, value] of Object.entries(
    isObject(properties.ResponseParameters) ? properties.ResponseParameters : {},
  )) {
    const name = /^gatewayresponse\.header\.(.+)$/.exec(key)?.[1];
    if (name !== undefined) headers[name] = String(value);
  }
  const status = Number(properties.StatusCode ?? Number.NaN);
  const templates = isObject(properties.ResponseTemplates)
    ? (properties.ResponseTemplates as Record<string, string>)
    : {};
  return [String(properties.ResponseType), { headers, templates, ...(Number.isInteger(status) && { status }) }];
}

function readStage({ properties, ref }: ResolvedResource, apiId: string): RestStage {
  const accessLog = readAccessLogSetting(properties.AccessLogSetting);
  const methodSettings = (Array.isArray(properties.MethodSettings) ? properties.MethodSettings : [])
    .filter(isObject)
    .map(readMethodSetting);
  return {
    name: ref,
    variables: isObject(properties.Variables) ? (properties.Variables as Record<string, string>) : {},
    executionLogGroup: `API-Gateway-Execution-Logs_${apiId}/${ref}`,
    tracing: properties.TracingEnabled === true,
    tags: readTags(properties.Tags),
    methodSettings,
    settingFor(resourcePath, httpMethod) {
      const setting = methodSettings.findLast(
        (candidate) =>
          pathMatches(candidate.encodedPath, resourcePath) && [httpMethod, '*'].includes(candidate.httpMethod),
      );
      return setting ?? { level: 'OFF', dataTrace: false };
    },
    ...(accessLog && { accessLog }),
  };
}

function readTags(tags: unknown): Record<string, string> {
  const pairs = (Array.isArray(tags) ? tags : []).filter(isObject);
  return Object.fromEntries(pairs.map(({ Key, Value }) => [String(Key), String(Value)]));
}

function readMethodSetting(setting: Readonly<Record<string, unknown>>): MethodSetting {
  const level = setting.LoggingLevel;
  const throttle = readThrottleLimits(setting);
  return {
    encodedPath: String(setting.ResourcePath),
    httpMethod: String(setting.HttpMethod),
    level: level === 'INFO' || level === 'ERROR' ? level : 'OFF',
    dataTrace: setting.DataTraceEnabled === true,
    ...(throttle && { throttle }),
  };
}

/** Whether a method setting applies to a path. `/*` applies to all paths.
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-apigateway-stage-methodsetting.html */
function pathMatches(encodedPath: string, resourcePath: string): boolean {
  return encodedPath === '/*' || encodedPath.slice(1).replaceAll('~1', '/') === resourcePath;
}
