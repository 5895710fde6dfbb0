import type { UnsupportedReason } from '../../unsupported-resources.ts';
import type { AccessLogSetting } from '../shared/access-log.ts';
import type { ThrottleLimits } from '../shared/throttle.ts';
import type { HttpLambdaAuthorizer } from './authorizer-config.ts';
import type { Cors } from './cors.ts';
import type { HttpIntegration } from './integration-config.ts';

/** An HTTP API, as its template describes it.
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-api.html */
export interface HttpApi {
  readonly id: string;
  readonly name: string;
  readonly stack: string;
  readonly logicalId: string;
  /** All routes except `$default`. */
  readonly routes: readonly (HttpRoute | UnsupportedRoute)[];
  /** Receives the requests that match no other route. */
  readonly defaultRoute?: HttpRoute | UnsupportedRoute;
  readonly cors?: Cors;
  readonly stages: readonly HttpStage[];
}

/** A route key, as API Gateway writes it and split into method and path. */
export interface RouteKey {
  /** `GET /notes/{noteId}`, `ANY /files/{path+}`, `$default` */
  readonly routeKey: string;
  /** `GET`, or `ANY` */
  readonly httpMethod: string;
  /** `/notes/{noteId}`; `$default` for the default route. */
  readonly resourcePath: string;
}

/** A route with its authorizer and its integration. */
export interface HttpRoute extends RouteKey {
  /** Undefined for a route without authorization. */
  readonly authorizer?: HttpLambdaAuthorizer;
  readonly integration: HttpIntegration;
}

/** A route that is not supported locally. It responds to its requests with an error: a less specific route must not receive
 *  them. */
export interface UnsupportedRoute extends RouteKey {
  readonly unsupportedReason: UnsupportedReason;
}

/** A stage of an HTTP API. */
export interface HttpStage {
  readonly name: string;
  /** The path prefix of its requests: `/prod`; empty for the stage `$default`. */
  readonly path: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly accessLog?: AccessLogSetting;
  /** The throttling limits of a route, or the default limits of the stage; undefined if requests are not limited. */
  throttleLimits(routeKey: string): ThrottleLimits | undefined;
}

/** The key of the default route, and the name of the stage without a path. */
export const DEFAULT = '$default';
