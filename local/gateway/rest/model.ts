import type { AccessLogSetting } from '../shared/access-log-setting.ts';
import type { Throttle } from '../shared/throttle.ts';
import type { LambdaAuthorizer } from './authorizer-config.ts';
import type { CustomResponse } from './gateway-response-type.ts';

/** A REST API as its template describes it. */
export interface RestApi {
  readonly id: string;
  readonly name: string;
  readonly stack: string;
  readonly logicalId: string;
  readonly methods: readonly Method[];
  readonly binaryMediaTypes: readonly string[];
  /** How long a streamed answer may send nothing, in milliseconds. */
  readonly streamIdleMs: number;
  /** By type: `UNAUTHORIZED`, `DEFAULT_4XX`, … */
  readonly gatewayResponses: ReadonlyMap<string, CustomResponse>;
  readonly stages: readonly Stage[];
}

export interface Method {
  /** `/notes/{noteId}` */
  readonly resourcePath: string;
  readonly resourceId: string;
  /** `GET`, or `ANY` */
  readonly httpMethod: string;
  /** Undefined for a method that is open to all. */
  readonly authorizer?: LambdaAuthorizer;
  readonly integration: LambdaProxyIntegration | MockIntegration;
}

/** Hands the whole request to a function, and the function's answer to the client. */
export interface LambdaProxyIntegration {
  readonly type: 'AWS_PROXY';
  readonly functionName: string;
  readonly functionArn: string;
  readonly uri: string;
  /** At most 29,000 unless the account's quota was raised or the answer is streamed: 900,000 then. */
  readonly timeoutMs: number;
  /** Whether the client gets the answer as it comes. */
  readonly streams: boolean;
}

/** Answers by itself, as CORS preflights do. */
export interface MockIntegration {
  readonly type: 'MOCK';
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
}

export type ExecutionLevel = 'OFF' | 'ERROR' | 'INFO';

export interface MethodSetting {
  /** `/*` for all; else the path behind a slash, its own slashes written as `~1`. */
  readonly resourcePath: string;
  /** `*` for all. */
  readonly httpMethod: string;
  readonly level: ExecutionLevel;
  readonly dataTrace: boolean;
  /** Undefined when nothing limits the requests. */
  readonly throttle?: Throttle;
}

export interface Stage {
  readonly name: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly accessLog?: AccessLogSetting;
  readonly executionLogGroup: string;
  readonly tracing: boolean;
  readonly tags: Readonly<Record<string, string>>;
  /** As the template gives them; later ones go before earlier ones. */
  readonly methodSettings: readonly MethodSetting[];
  /** The most special setting that there is for a route: its own, else that of all routes. */
  settings(resourcePath: string, httpMethod: string): Pick<MethodSetting, 'level' | 'dataTrace' | 'throttle'>;
}
