import type { ApiType } from '../../../core/access-log-format.ts';
import { type PartialText, UnknownResult, wholeText } from '../../../core/template/unknown-value.ts';
import { type App, type Resource, resourcesOf, type Stack } from './template-app.ts';
import { partialTextAt } from './template-text.ts';
import { objectAt, textAt, UNKNOWN, type Unknown, valueAt } from './template-value.ts';

/** The names of the API types in messages. */
const TYPE_TITLES: Readonly<Record<ApiType, string>> = { REST: 'REST', HTTP: 'HTTP', WEBSOCKET: 'WebSocket' };

/** A stage of an API, of any resource type. */
export interface Stage {
  readonly resource: Resource;
  /** UNKNOWN when the templates do not declare the API. */
  readonly type: ApiType | Unknown;
  readonly name: PartialText;
  /** The id of the API resource; undefined when the templates do not declare it. */
  readonly apiId?: string;
  /** The object that contains the log settings, and its path in the resource. */
  readonly settings: unknown;
  readonly settingsPath: readonly string[];
  /** `AccessLogSetting` of REST APIs, `AccessLogSettings` of the others. */
  readonly accessLogProperty: string;
  /** UNKNOWN when the whole setting is an intrinsic function. */
  readonly accessLog: AccessLog | Unknown | undefined;
  /** Whether API Gateway creates the stage together with the API, and the template does not have it. */
  readonly isQuickCreated?: boolean;
}

/** The access log of a stage. A member is undefined if the template does not set it. */
export interface AccessLog {
  readonly destination: PartialText | undefined;
  readonly format: PartialText | undefined;
}

/** The stage of an HTTP API whose URL has no stage name. */
const DEFAULT_STAGE = '$default';

const READERS: Readonly<Record<string, (resource: Resource) => Stage | undefined>> = {
  'AWS::ApiGateway::Stage': (resource) =>
    readStage(resource, { type: 'REST', api: 'RestApiId', accessLogProperty: 'AccessLogSetting' }),
  // A deployment with a StageName creates the stage.
  'AWS::ApiGateway::Deployment': (resource) =>
    valueAt(resource.properties, 'StageName') === undefined
      ? undefined
      : readStage(resource, {
          type: 'REST',
          api: 'RestApiId',
          accessLogProperty: 'AccessLogSetting',
          settingsPath: ['StageDescription'],
          isConfiguredLater: usesServerlessFramework(resource.stack),
        }),
  'AWS::ApiGatewayV2::Stage': (resource) =>
    readStage(resource, { type: readApiType(resource), api: 'ApiId', accessLogProperty: 'AccessLogSettings' }),
  'AWS::ApiGatewayV2::Api': (resource) => quickCreatedStage(resource),
  // Changes the stage of an API with a Target.
  'AWS::ApiGatewayV2::ApiGatewayManagedOverrides': (resource) =>
    readStage(resource, {
      type: readApiType(resource),
      api: 'ApiId',
      accessLogProperty: 'AccessLogSettings',
      settingsPath: ['Stage'],
      defaultName: DEFAULT_STAGE,
    }),
  'AWS::Serverless::Api': (resource) => readStage(resource, { type: 'REST', accessLogProperty: 'AccessLogSetting' }),
  'AWS::Serverless::HttpApi': (resource) =>
    readStage(resource, { type: 'HTTP', accessLogProperty: 'AccessLogSettings', defaultName: DEFAULT_STAGE }),
  'AWS::Serverless::WebSocketApi': (resource) =>
    readStage(resource, { type: 'WEBSOCKET', accessLogProperty: 'AccessLogSettings', defaultName: 'default' }),
};

/** All stages of API Gateway (v1 and v2) and SAM, also those that API Gateway creates with the API, in the order of the templates. */
export function stagesOf(app: App): Stage[] {
  return resourcesOf(app, ...Object.keys(READERS)).flatMap((resource) => READERS[resource.type]?.(resource) ?? []);
}

/** Stages with an access log whose settings are known, at least in part. */
export function accessLogsOf(app: App): { readonly stage: Stage; readonly accessLog: AccessLog }[] {
  return stagesOf(app).flatMap((stage) => {
    const { accessLog } = stage;
    return accessLog === undefined || accessLog === UNKNOWN ? [] : [{ stage, accessLog }];
  });
}

/** The stage in messages: `the stage "dev" of the REST API`. */
export function stageTitle(stage: Stage): string {
  const name = wholeText(stage.name);
  const api = stage.type === UNKNOWN ? 'API' : `${TYPE_TITLES[stage.type]} API`;
  return name === undefined ? `the stage of the ${api}` : `the stage "${name}" of the ${api}`;
}

/** The path of a setting in the resource: `StageDescription.AccessLogSetting.Format`. */
export function settingPath(stage: Stage, ...path: readonly string[]): string {
  return [...stage.settingsPath, ...path].join('.');
}

interface ReadOptions {
  readonly type: ApiType | Unknown;
  /** The property that refers to the API; undefined for a SAM resource, which is itself the API. */
  readonly api?: string;
  readonly accessLogProperty: string;
  readonly settingsPath?: readonly string[];
  readonly defaultName?: string;
  /** Whether a tool configures the stage after the deployment. */
  readonly isConfiguredLater?: boolean;
}

function readStage(resource: Resource, options: ReadOptions): Stage {
  const { type, api, accessLogProperty, settingsPath = [], defaultName = '', isConfiguredLater = false } = options;
  const settings = isConfiguredLater ? UNKNOWN : valueAt(resource.properties, ...settingsPath);
  const apiId = api === undefined ? resource.id : referencedId(resource.properties, api);
  return {
    resource,
    type,
    name: partialTextAt(resource.properties, 'StageName') ?? [defaultName],
    ...(apiId !== undefined && { apiId }),
    settings,
    settingsPath,
    accessLogProperty,
    accessLog: readAccessLog(settings, accessLogProperty),
  };
}

function readAccessLog(settings: unknown, property: string): AccessLog | Unknown | undefined {
  const accessLog = objectAt(settings, property);
  if (accessLog === UNKNOWN || accessLog === undefined) return accessLog;
  const destination = partialTextAt(accessLog, 'DestinationArn');
  const format = partialTextAt(accessLog, 'Format');
  // An empty object sets nothing.
  return destination === undefined && format === undefined ? undefined : { destination, format };
}

/** With `Target`, API Gateway creates the integration, the route and the stage `$default` of an HTTP API ("quick create"). The stage has no
 *  access log, unless a resource of the template overrides its settings.
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-api.html
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-apigatewaymanagedoverrides.html */
function quickCreatedStage(api: Resource): Stage | undefined {
  const { Target, ProtocolType } = api.properties;
  // The result of Fn::If may be no value.
  if (Target === undefined || Target instanceof UnknownResult || ProtocolType !== 'HTTP') return undefined;
  const isDeclared = api.stack.resources.some(
    ({ type, properties }) =>
      (type === 'AWS::ApiGatewayV2::ApiGatewayManagedOverrides' || type === 'AWS::ApiGatewayV2::Stage') &&
      referencedId(properties, 'ApiId') === api.id &&
      (textAt(properties, 'StageName') ?? DEFAULT_STAGE) === DEFAULT_STAGE,
  );
  if (isDeclared) return undefined;
  return {
    resource: api,
    type: 'HTTP',
    name: [DEFAULT_STAGE],
    apiId: api.id,
    settings: undefined,
    settingsPath: [],
    accessLogProperty: 'Target',
    accessLog: undefined,
    isQuickCreated: true,
  };
}

/** If logs of a REST API are on, the Serverless Framework declares the log group, and configures the stage after the deployment.
 *  @see https://github.com/serverless/serverless/blob/main/lib/plugins/aws/package/compile/events/api-gateway/lib/hack/update-stage.js */
function usesServerlessFramework(stack: Stack): boolean {
  return stack.resources.some(
    ({ logicalId, type }) => logicalId === 'ApiGatewayLogGroup' && type === 'AWS::Logs::LogGroup',
  );
}

function readApiType(resource: Resource): ApiType | Unknown {
  const api = resource.stack.resource(referencedId(resource.properties, 'ApiId'));
  const protocol = api === undefined ? undefined : textAt(api.properties, 'ProtocolType');
  if (protocol === 'HTTP') return 'HTTP';
  return protocol === 'WEBSOCKET' ? 'WEBSOCKET' : UNKNOWN;
}

/** The id of the resource that a property refers to, and only to it. */
export function referencedId(properties: unknown, name: string): string | undefined {
  const [reference, ...otherParts] = partialTextAt(properties, name) ?? [];
  return otherParts.length === 0 && typeof reference === 'object' ? reference.ref : undefined;
}
