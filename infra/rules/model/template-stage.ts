import { type PartialText, wholeText } from '../../../core/template/partial.ts';
import { type App, type Resource, resourcesOf, type Stack } from './template-app.ts';
import { partialTextAt } from './text.ts';
import { at, objectAt, textAt, UNKNOWN, type Unknown } from './value.ts';

export type ApiKind = 'REST' | 'HTTP' | 'WebSocket';

/** A stage of an API, of whichever resource type. */
export interface Stage {
  readonly resource: Resource;
  /** UNKNOWN for a stage of an API that is in none of these templates. */
  readonly kind: ApiKind | Unknown;
  readonly name: PartialText;
  /** What stands for the API: the id in a reference to it; undefined for an API of elsewhere. */
  readonly apiId?: string;
  /** The object that holds the settings below, and where it is in the resource. */
  readonly settings: unknown;
  readonly settingsPath: readonly string[];
  /** `AccessLogSetting` of REST APIs, `AccessLogSettings` of the others. */
  readonly accessLogProperty: string;
  /** UNKNOWN when an intrinsic function stands for all of it. */
  readonly accessLog: AccessLog | Unknown | undefined;
}

export interface AccessLog {
  readonly destination: PartialText | undefined;
  readonly format: PartialText | undefined;
}

const READERS: Readonly<Record<string, (resource: Resource) => Stage | undefined>> = {
  'AWS::ApiGateway::Stage': (resource) =>
    stage(resource, { kind: 'REST', api: 'RestApiId', accessLogProperty: 'AccessLogSetting' }),
  // A deployment that names a stage makes it.
  'AWS::ApiGateway::Deployment': (resource) =>
    at(resource.properties, 'StageName') === undefined
      ? undefined
      : stage(resource, {
          kind: 'REST',
          api: 'RestApiId',
          accessLogProperty: 'AccessLogSetting',
          settingsPath: ['StageDescription'],
          isSetLater: isOfServerlessFramework(resource.stack),
        }),
  'AWS::ApiGatewayV2::Stage': (resource) =>
    stage(resource, { kind: protocolOf(resource), api: 'ApiId', accessLogProperty: 'AccessLogSettings' }),
  'AWS::Serverless::Api': (resource) => stage(resource, { kind: 'REST', accessLogProperty: 'AccessLogSetting' }),
  'AWS::Serverless::HttpApi': (resource) =>
    stage(resource, { kind: 'HTTP', accessLogProperty: 'AccessLogSettings', defaultName: '$default' }),
  'AWS::Serverless::WebSocketApi': (resource) =>
    stage(resource, { kind: 'WebSocket', accessLogProperty: 'AccessLogSettings', defaultName: 'default' }),
};

/** All stages, in the order of the templates: of API Gateway (v1 and v2), and of SAM. */
export function stagesOf(app: App): Stage[] {
  return resourcesOf(app, ...Object.keys(READERS)).flatMap((resource) => READERS[resource.type]?.(resource) ?? []);
}

/** Stages with an access log whose format may be read, if only in part. */
export function accessLogsOf(app: App): { readonly stage: Stage; readonly accessLog: AccessLog }[] {
  return stagesOf(app).flatMap((stage) => {
    const { accessLog } = stage;
    return accessLog === undefined || accessLog === UNKNOWN ? [] : [{ stage, accessLog }];
  });
}

/** The stage's name, for people. */
export function stageTitle(stage: Stage): string {
  const name = wholeText(stage.name);
  const kind = stage.kind === UNKNOWN ? 'API' : `${stage.kind} API`;
  return name === undefined ? `the stage of the ${kind}` : `the stage "${name}" of the ${kind}`;
}

/** The place of a setting in its resource: `StageDescription.AccessLogSetting.Format`. */
export function settingPath(stage: Stage, ...path: readonly string[]): string {
  return [...stage.settingsPath, ...path].join('.');
}

interface Reading {
  readonly kind: ApiKind | Unknown;
  /** The property that names the API; of a SAM resource none, since it is the API. */
  readonly api?: string;
  readonly accessLogProperty: string;
  readonly settingsPath?: readonly string[];
  readonly defaultName?: string;
  /** Whether a tool sets the rest after the deployment. */
  readonly isSetLater?: boolean;
}

function stage(resource: Resource, reading: Reading): Stage {
  const { kind, api, accessLogProperty, settingsPath = [], defaultName = '', isSetLater = false } = reading;
  const settings = isSetLater ? UNKNOWN : at(resource.properties, ...settingsPath);
  const apiId = api === undefined ? resource.id : referenced(resource.properties, api);
  return {
    resource,
    kind,
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

/** Where logs of a REST API are on, the Serverless Framework declares their group and sets up the stage by API calls later.
 *  @see https://github.com/serverless/serverless/blob/main/lib/plugins/aws/package/compile/events/api-gateway/lib/hack/update-stage.js */
function isOfServerlessFramework(stack: Stack): boolean {
  return stack.resources.some(
    ({ logicalId, type }) => logicalId === 'ApiGatewayLogGroup' && type === 'AWS::Logs::LogGroup',
  );
}

function protocolOf(resource: Resource): ApiKind | Unknown {
  const api = resource.stack.resource(referenced(resource.properties, 'ApiId'));
  const protocol = api === undefined ? undefined : textAt(api.properties, 'ProtocolType');
  if (protocol === 'HTTP') return 'HTTP';
  return protocol === 'WEBSOCKET' ? 'WebSocket' : UNKNOWN;
}

function referenced(properties: unknown, name: string): string | undefined {
  const [only, ...others] = partialTextAt(properties, name) ?? [];
  return others.length === 0 && typeof only === 'object' ? only.ref : undefined;
}
