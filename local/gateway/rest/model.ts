import type { AccessLogSetting } from '../shared/access-log.ts';
import type { ThrottleLimits } from '../shared/throttle.ts';
import type { RestLambdaAuthorizer } from './authorizer-config.ts';
import type { RestIntegration } from './integration-config.ts';

/** A REST API, as its template describes it.
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-restapi.html */
export interface RestApi {
  readonly id: string;
  readonly name: string;
  readonly stack: string;
  readonly logicalId: string;
  readonly methods: readonly RestMethod[];
  readonly binaryMediaTypes: readonly string[];
  /** The idle timeout of a streamed response, in milliseconds. */
  readonly streamIdleMs: number;
  /** By type: `UNAUTHORIZED`, `DEFAULT_4XX`, … */
  readonly gatewayResponses: ReadonlyMap<string, CustomGatewayResponse>;
  readonly stages: readonly RestStage[];
}

/** A method of a resource, with its authorizer and its integration. */
export interface RestMethod {
  /** `/notes/{noteId}` */
  readonly resourcePath: string;
  readonly resourceId: string;
  /** `GET`, or `ANY` */
  readonly httpMethod: string;
  /** Undefined for a method without authorization. */
  readonly authorizer?: RestLambdaAuthorizer;
  readonly integration: RestIntegration;
}

/** A gateway response of the template, which replaces the default one.
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-gatewayresponse.html */
export interface CustomGatewayResponse {
  /** Undefined for the status of the error. */
  readonly status?: number;
  /** Values as in the template: `'constant'`, `context.…`, `method.request.header.…`. */
  readonly headers: Readonly<Record<string, string>>;
  /** Body templates by media type, in the template's order. */
  readonly templates: Readonly<Record<string, string>>;
}

/** The execution log level and the throttling limits of one or all methods of a stage. */
export interface MethodSetting {
  /** `/*` for all. Otherwise a slash, then the path with its slashes written as `~1`: `/~1notes~1{noteId}`. */
  readonly encodedPath: string;
  /** `*` for all. */
  readonly httpMethod: string;
  readonly level: 'OFF' | 'ERROR' | 'INFO';
  readonly dataTrace: boolean;
  /** Undefined for unlimited requests. */
  readonly throttle?: ThrottleLimits;
}

/** A stage of a REST API. */
export interface RestStage {
  readonly name: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly accessLog?: AccessLogSetting;
  readonly executionLogGroup: string;
  readonly tracing: boolean;
  readonly tags: Readonly<Record<string, string>>;
  /** In the template's order; later ones take precedence. */
  readonly methodSettings: readonly MethodSetting[];
  /** The setting that applies to a method. */
  settingFor(resourcePath: string, httpMethod: string): Pick<MethodSetting, 'level' | 'dataTrace' | 'throttle'>;
}
