import { Annotations, Token } from 'aws-cdk-lib';
import { CfnRestApi, CfnStage as CfnRestStage } from 'aws-cdk-lib/aws-apigateway';
import { CfnApi, CfnStage as CfnV2Stage, HttpStage, WebSocketStage } from 'aws-cdk-lib/aws-apigatewayv2';
import type { IConstruct } from 'constructs';
import type { ApiType } from '../../../core/access-log-format.ts';
import { findResource } from '../find-resource.ts';

interface StageOf<Type extends ApiType | undefined, Resource, Api> {
  readonly type: Type;
  readonly resource: Resource;
  /** Undefined when the API is not in the app. */
  readonly api: Api | undefined;
  readonly apiId: string;
}

/** A stage of any API. */
export type LoggedStage =
  | StageOf<'REST', CfnRestStage, CfnRestApi>
  | StageOf<Exclude<ApiType, 'REST'>, CfnV2Stage, CfnApi>;

/** A stage whose type is unknown when its API is not in the app. */
export type FoundStage = LoggedStage | StageOf<undefined, CfnV2Stage, CfnApi>;

/** Undefined for a construct that is not a stage. */
export function asStage(construct: IConstruct): FoundStage | undefined {
  if (construct instanceof CfnRestStage) {
    const api = findResource(construct, CfnRestApi, construct.restApiId, ({ ref }) => ref);
    return { type: 'REST', resource: construct, api, apiId: construct.restApiId };
  }
  if (construct instanceof CfnV2Stage) {
    const api = findResource(construct, CfnApi, construct.apiId, ({ ref }) => ref);
    return { type: api ? v2Type(api) : typeOfL2(construct), resource: construct, api, apiId: construct.apiId };
  }
  return undefined;
}

/** A stage of an API of another app stays as it is: HTTP and WebSocket APIs have different settings. */
export function warnOfUnknownType({ resource, apiId }: FoundStage): void {
  const api = Token.isUnresolved(apiId) ? 'an API of another app' : `the API "${apiId}"`;
  Annotations.of(resource).addWarningV2(
    'tailgate:unknown-api-type',
    `ApiLogging does not configure this stage. It is a stage of ${api}, and this app does not define whether that is an HTTP or a WebSocket API. Use HttpStage or WebSocketStage, or enable ApiLogging in the app that defines the API. To hide this warning, use ApiLogging.of(stage).enable({ enabled: false }).`,
  );
}

/** The API resource that an L1 construct is, or that an L2 construct contains; undefined for any other scope. */
export function asApi(scope: IConstruct): CfnRestApi | CfnApi | undefined {
  const resource = scope.node.defaultChild ?? scope;
  return resource instanceof CfnRestApi || resource instanceof CfnApi ? resource : undefined;
}

/** The type of an imported API, as the L2 construct of its stage shows it. */
function typeOfL2({ node: { scope } }: CfnV2Stage): 'HTTP' | 'WEBSOCKET' | undefined {
  if (scope instanceof HttpStage) return 'HTTP';
  return scope instanceof WebSocketStage ? 'WEBSOCKET' : undefined;
}

/** An API from an OpenAPI document has no protocol type: it is an HTTP API. */
function v2Type({ protocolType }: CfnApi): 'HTTP' | 'WEBSOCKET' {
  return protocolType === 'WEBSOCKET' ? 'WEBSOCKET' : 'HTTP';
}
