import { Stack, Token } from 'aws-cdk-lib';
import { CfnRestApi, CfnStage as CfnRestStage } from 'aws-cdk-lib/aws-apigateway';
import { CfnApi, CfnStage as CfnV2Stage } from 'aws-cdk-lib/aws-apigatewayv2';
import type { IConstruct } from 'constructs';
import type { ApiType } from '../../../core/access-log-format.ts';

/** A stage of any API, with what is known of it. */
export type LoggedStage =
  | {
      readonly type: 'REST';
      readonly resource: CfnRestStage;
      readonly api: CfnRestApi | undefined;
      readonly apiId: string;
    }
  | {
      readonly type: Exclude<ApiType, 'REST'>;
      readonly resource: CfnV2Stage;
      readonly api: CfnApi | undefined;
      readonly apiId: string;
    };

/** A stage whose API is not in the app, so that its type is not known. */
export class UnknownApiError extends Error {
  override name = 'UnknownApiError';
}

/** The stage that a construct is; undefined for everything else.
 *  @throws UnknownApiError when nothing says whether its API is an HTTP or a WebSocket API. */
export function asStage(construct: IConstruct): LoggedStage | undefined {
  if (construct instanceof CfnRestStage) {
    const api = apiOf(construct, construct.restApiId, (candidate) => candidate instanceof CfnRestApi);
    return { type: 'REST', resource: construct, api, apiId: construct.restApiId };
  }
  if (construct instanceof CfnV2Stage) {
    const api = apiOf(construct, construct.apiId, (candidate) => candidate instanceof CfnApi);
    return { type: v2Type(construct, api), resource: construct, api, apiId: construct.apiId };
  }
  return undefined;
}

/** The API resource that an L1 or an L2 construct is or holds; undefined for a scope of other kind. */
export function asApi(scope: IConstruct): CfnRestApi | CfnApi | undefined {
  const resource = scope.node.defaultChild ?? scope;
  return resource instanceof CfnRestApi || resource instanceof CfnApi ? resource : undefined;
}

function apiOf<T extends CfnRestApi | CfnApi>(
  stage: IConstruct,
  apiId: string,
  isApi: (candidate: IConstruct) => candidate is T,
): T | undefined {
  const stack = Stack.of(stage);
  const wanted = JSON.stringify(stack.resolve(apiId));
  return stage.node.root.node
    .findAll()
    .filter(isApi)
    .find((api) => JSON.stringify(stack.resolve(api.ref)) === wanted);
}

/** Only WebSocket APIs have a route selection expression; an API from an OpenAPI document says nothing and is an HTTP API. */
function v2Type(stage: CfnV2Stage, api: CfnApi | undefined): 'HTTP' | 'WEBSOCKET' {
  if (api !== undefined) return api.protocolType === 'WEBSOCKET' ? 'WEBSOCKET' : 'HTTP';
  const id = Token.isUnresolved(stage.apiId) ? 'whose id is made elsewhere' : `"${stage.apiId}"`;
  throw new UnknownApiError(
    `Nothing in this app says whether the API ${id} is an HTTP or a WebSocket API. Define the API in this app, or leave its stage to the app that does.`,
  );
}
