import { functionNameInArn } from '../../../core/arn.ts';
import { isObject } from '../../../core/is-object.ts';
import type { ResolvedResource } from '../../../core/template/resolve.ts';
import type { UnsupportedResource } from '../../unsupported-resources.ts';
import { readAccessLogSetting } from '../shared/access-log-setting.ts';
import { functionArnOf } from '../shared/function-arn.ts';
import { readThrottle } from '../shared/throttle.ts';
import { type LambdaAuthorizer, readAuthorizer } from './authorizer-config.ts';
import type { CustomResponse } from './gateway-response-type.ts';
import type { Method, MethodSetting, MockIntegration, RestApi, Stage } from './model.ts';

const LONGEST_INTEGRATION_MS = 29_000;
/** By type of endpoint; what a template leaves open is edge-optimized.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html */
const STREAM_IDLE_MS = { EDGE: 30_000, other: 5 * 60_000 };

/** The REST APIs among the resources, and what of them is not supported locally. */
export function restApisOf(resources: readonly ResolvedResource[]): {
  apis: RestApi[];
  unsupported: UnsupportedResource[];
} {
  const unsupported: UnsupportedResource[] = [];
  const apis = ofType(resources, 'AWS::ApiGateway::RestApi').map((api): RestApi => {
    const name = String(api.properties.Name ?? api.logicalId);
    const paths = resourcePaths(api, resources);
    const authorizers = new Map(
      ofApi(resources, 'AWS::ApiGateway::Authorizer', api).map((authorizer) => [
        authorizer.ref,
        readAuthorizer(authorizer),
      ]),
    );
    const methods: Method[] = [];
    for (const method of ofApi(resources, 'AWS::ApiGateway::Method', api)) {
      const resourcePath = paths.get(String(method.properties.ResourceId)) ?? '/';
      const read = readMethod(method, resourcePath, authorizers);
      if (typeof read === 'string')
        unsupported.push({
          type: method.type,
          name: `${method.properties.HttpMethod} ${resourcePath} of ${name}`,
          reason: read,
        });
      else methods.push(read);
    }
    const stages = ofApi(resources, 'AWS::ApiGateway::Stage', api).map((stage) => readStage(stage, api.ref));
    return {
      id: api.ref,
      name,
      stack: api.stack.name,
      logicalId: api.logicalId,
      methods,
      stages,
      binaryMediaTypes: Array.isArray(api.properties.BinaryMediaTypes)
        ? api.properties.BinaryMediaTypes.map(String)
        : [],
      streamIdleMs: isEdgeOptimized(api) ? STREAM_IDLE_MS.EDGE : STREAM_IDLE_MS.other,
      gatewayResponses: new Map(ofApi(resources, 'AWS::ApiGateway::GatewayResponse', api).map(readGatewayResponse)),
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

function ofApi(resources: readonly ResolvedResource[], type: string, api: ResolvedResource): ResolvedResource[] {
  return ofType(resources, type).filter((resource) => resource.properties.RestApiId === api.ref);
}

/** Path by resource id: each resource knows its parent and its own part. */
function resourcePaths(api: ResolvedResource, resources: readonly ResolvedResource[]): ReadonlyMap<string, string> {
  const byId = new Map(ofApi(resources, 'AWS::ApiGateway::Resource', api).map((resource) => [resource.ref, resource]));
  const pathOf = (id: string): string => {
    const resource = byId.get(id);
    return resource ? `${pathOf(String(resource.properties.ParentId))}/${resource.properties.PathPart}` : '';
  };
  return new Map([...byId.keys()].map((id) => [id, pathOf(id)]));
}

/** @returns the method, or why it is not supported locally. */
function readMethod(
  { properties }: ResolvedResource,
  resourcePath: string,
  authorizers: ReadonlyMap<string, LambdaAuthorizer | string>,
): Method | string {
  const integration = isObject(properties.Integration) ? properties.Integration : {};
  const authorization = properties.AuthorizationType ?? 'NONE';
  const authorizer = authorization === 'CUSTOM' ? authorizers.get(String(properties.AuthorizerId)) : undefined;
  if (typeof authorizer === 'string') return authorizer;
  if (authorization === 'CUSTOM' && !authorizer)
    return `its authorizer is not in these stacks: ${properties.AuthorizerId}`;
  if (authorization !== 'NONE' && authorization !== 'CUSTOM') return `its authorization type is ${authorization}`;
  const about = {
    resourcePath,
    resourceId: String(properties.ResourceId),
    httpMethod: String(properties.HttpMethod),
    ...(authorizer && { authorizer }),
  };
  if (integration.Type === 'MOCK') return { ...about, integration: readMock(integration) };
  if (integration.Type !== 'AWS_PROXY') return `its integration type is ${integration.Type}`;
  const uri = String(integration.Uri);
  const functionArn = functionArnOf(uri);
  if (functionArn === undefined) return `its integration is no Lambda function: ${uri}`;
  const timeoutMs = Number(integration.TimeoutInMillis ?? LONGEST_INTEGRATION_MS);
  const functionName = functionNameInArn(functionArn) ?? '';
  const streams = integration.ResponseTransferMode === 'STREAM';
  return { ...about, integration: { type: 'AWS_PROXY', functionName, functionArn, uri, timeoutMs, streams } };
}

function readMock(integration: Readonly<Record<string, unknown>>): MockIntegration {
  const [response = {}] = Array.isArray(integration.IntegrationResponses) ? integration.IntegrationResponses : [];
  const headers: Record<string, string> = {};
  for (const [key, value] of Object.entries(response.ResponseParameters ?? {})) {
    // method.response.header.<name>: a constant stands in single quotes
    const name = /^method\.response\.header\.(.+)$/.exec(key)?.[1];
    const constant = /^'(.*)'$/.exec(String(value))?.[1];
    if (name !== undefined && constant !== undefined) headers[name] = constant;
  }
  return { type: 'MOCK', statusCode: Number(response.StatusCode ?? 200), headers };
}

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-gatewayresponse.html */
function readGatewayResponse({ properties }: ResolvedResource): [string, CustomResponse] {
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

function readStage({ properties, ref }: ResolvedResource, apiId: string): Stage {
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
    settings(resourcePath, httpMethod) {
      const setting = methodSettings.findLast(
        (candidate) =>
          pathMatches(candidate.resourcePath, resourcePath) && [httpMethod, '*'].includes(candidate.httpMethod),
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
  const throttle = readThrottle(setting);
  return {
    resourcePath: String(setting.ResourcePath),
    httpMethod: String(setting.HttpMethod),
    level: level === 'INFO' || level === 'ERROR' ? level : 'OFF',
    dataTrace: setting.DataTraceEnabled === true,
    ...(throttle && { throttle }),
  };
}

/** `/*` is all paths; a path of its own comes behind a slash, with each slash of its own written as `~1`.
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-apigateway-stage-methodsetting.html */
function pathMatches(setting: string, resourcePath: string): boolean {
  return setting === '/*' || setting.slice(1).replaceAll('~1', '/') === resourcePath;
}
