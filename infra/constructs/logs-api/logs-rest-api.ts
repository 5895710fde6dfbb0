import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import {
  AuthorizationType,
  EndpointType,
  type IAuthorizer,
  LambdaIntegration,
  ResponseTransferMode,
  ResponseType,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { type ILogGroup, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ApiLogging } from '../api-logging/api-logging.ts';

export interface LogsRestApiProps {
  readonly name: string;
  readonly handler: IFunction;
  readonly authorizer: IAuthorizer;
}

/** The REST API in front of the Logs API: answers are streamed; tokens under `/logs`, signatures under `/iam/logs`. */
export class LogsRestApi extends Construct {
  readonly api: RestApi;
  readonly accessLogs: LogGroup;
  /** By name: `ApiLogging` makes it. */
  readonly executionLogs: ILogGroup;

  constructor(scope: Construct, id: string, { name, handler, authorizer }: LogsRestApiProps) {
    super(scope, id);
    this.accessLogs = new LogGroup(this, 'AccessLogs', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.api = new RestApi(this, 'Api', {
      restApiName: name,
      description: 'The Logs API: API calls, and the logs behind them',
      endpointTypes: [EndpointType.REGIONAL],
      // The role is a setting of the account, and ApiGatewayAccountStack's alone.
      cloudWatchRole: false,
      deployOptions: { stageName: 'prod', throttlingRateLimit: 100, throttlingBurstLimit: 200 },
    });
    ApiLogging.of(this.api).enable({
      accessLogGroup: this.accessLogs,
      // Whose token was used; the authorizer hands it on.
      identity: { domainId: 'authorizer.domainId', userId: 'authorizer.principalId' },
      executionLogGroup: 'create',
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const executionLogs = `API-Gateway-Execution-Logs_${this.api.restApiId}/prod`;
    this.executionLogs = LogGroup.fromLogGroupName(this, 'ExecutionLogs', executionLogs);
    const integration = new LambdaIntegration(handler, {
      responseTransferMode: ResponseTransferMode.STREAM,
      timeout: Duration.minutes(15),
    });
    const proxy = (path: string) => this.api.root.resourceForPath(`${path}/{proxy+}`);
    proxy('logs').addMethod('GET', integration, { authorizer, authorizationType: AuthorizationType.CUSTOM });
    proxy('iam/logs').addMethod('GET', integration, { authorizationType: AuthorizationType.IAM });
    this.api.root
      .addResource('openapi.json')
      .addMethod('GET', integration, { authorizationType: AuthorizationType.NONE });
    this.#answerErrors();
    this.#acknowledge();
  }

  #acknowledge(): void {
    const because = (rule: string, reason: string) => ({ id: `AwsSolutions::AwsSolutions-${rule}`, reason });
    Validations.of(this).acknowledge(
      because('APIG2', 'The app checks every parameter by the schema that the OpenAPI document is made from.'),
      because('APIG3', 'The stage is throttled, tokens are limited, and what is no token costs no invocation.'),
      because('APIG4', 'The OpenAPI document alone is open: it tells nothing of anybody.'),
      because('COG4', 'Callers are programs, with tokens or with signatures.'),
    );
  }

  /** What API Gateway refuses by itself looks like what the API refuses. */
  #answerErrors(): void {
    for (const [id, { type, status, error, info, headers }] of Object.entries(REFUSALS)) {
      this.api.addGatewayResponse(id, {
        type,
        ...(status !== undefined && { statusCode: status }),
        ...(headers !== undefined && { responseHeaders: headers }),
        templates: { 'application/json': JSON.stringify({ error, info }) },
      });
    }
  }
}

interface Refusal {
  readonly type: ResponseType;
  readonly status?: string;
  readonly error: string;
  readonly info: string;
  readonly headers?: { readonly [name: string]: string };
}

const RETRY = { 'Retry-After': "'5'" };
const NO_TOKEN = {
  error: 'authentication-error',
  info: 'Send a valid token: Authorization: Bearer <id>.<secret>',
  headers: { 'WWW-Authenticate': "'Bearer'" },
};
const TOO_MANY = {
  status: '429',
  error: 'rate-limit-error',
  info: 'Too many requests or open streams. Try again a little later.',
  headers: RETRY,
};

const REFUSALS: Readonly<Record<string, Refusal>> = {
  Unauthorized: { type: ResponseType.UNAUTHORIZED, ...NO_TOKEN },
  AccessDenied: { type: ResponseType.ACCESS_DENIED, error: 'forbidden-error', info: 'This caller may not do this.' },
  // What API Gateway answers where there is no such route.
  NoRoute: {
    type: ResponseType.MISSING_AUTHENTICATION_TOKEN,
    status: '404',
    error: 'not-found-error',
    info: 'There is no such route. See /openapi.json.',
  },
  Throttled: { type: ResponseType.THROTTLED, ...TOO_MANY },
  QuotaExceeded: { type: ResponseType.QUOTA_EXCEEDED, ...TOO_MANY },
  TooLarge: {
    type: ResponseType.REQUEST_TOO_LARGE,
    error: 'invalid-request-error',
    info: 'The request is too large.',
  },
  BadRequest: { type: ResponseType.DEFAULT_4XX, error: 'invalid-request-error', info: 'The request makes no sense.' },
  Failed: {
    type: ResponseType.DEFAULT_5XX,
    error: 'server-error',
    info: 'The service failed. Try again; if it goes on, ask whoever runs this API.',
  },
};
