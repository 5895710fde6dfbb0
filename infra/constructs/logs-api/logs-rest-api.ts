import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  AuthorizationType,
  type DomainNameOptions,
  EndpointType,
  type IAuthorizer,
  LambdaIntegration,
  ResponseType,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { type ILogGroup, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ApiLogging } from '../api-logging/api-logging.ts';
import { acknowledgeFindings, streamedResponses } from '../cdk-compatibility.ts';
import { executionLogGroupName } from '../log-group-names.ts';

/** The handler ends each response within two minutes. A response that hangs keeps its place no longer than this. */
export const MAX_REQUEST_TIME = Duration.minutes(3);

export interface LogsRestApiProps {
  readonly name: string;
  readonly handler: IFunction;
  readonly authorizer: IAuthorizer;
  readonly domainName?: DomainNameOptions | undefined;
}

/** The REST API in front of the Logs API. Responses are streamed. Callers use tokens under `/logs`, IAM signatures under `/iam/logs`. */
export class LogsRestApi extends Construct {
  readonly api: RestApi;
  readonly accessLogs: LogGroup;
  /** A reference by name: `ApiLogging` creates this log group. */
  readonly executionLogs: ILogGroup;

  constructor(scope: Construct, id: string, { name, handler, authorizer, domainName }: LogsRestApiProps) {
    super(scope, id);
    this.accessLogs = new LogGroup(this, 'AccessLogs', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.api = new RestApi(this, 'Api', {
      restApiName: name,
      description: 'The Logs API: API calls, and the logs behind them',
      endpointTypes: [EndpointType.REGIONAL],
      // The role is a setting of the account, which ApiGatewayAccountStack owns.
      cloudWatchRole: false,
      ...(domainName && { domainName }),
      deployOptions: { stageName: 'prod', throttlingRateLimit: 100, throttlingBurstLimit: 200 },
    });
    ApiLogging.of(this.api).enable({
      // Switches of the app are for its own APIs. This log shows who read their logs.
      enabled: true,
      accessLogGroup: this.accessLogs,
      // The authorizer returns the owner of the token.
      identity: { domainId: 'authorizer.domainId', userId: 'authorizer.principalId' },
      executionLogGroup: 'create',
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const executionLogs = executionLogGroupName(this.api.deploymentStage);
    this.executionLogs = LogGroup.fromLogGroupName(this, 'ExecutionLogs', executionLogs);
    const integration = new LambdaIntegration(handler, {
      responseTransferMode: streamedResponses('LogsApi'),
      timeout: MAX_REQUEST_TIME,
    });
    const proxy = (path: string) => this.api.root.resourceForPath(`${path}/{proxy+}`);
    proxy('logs').addMethod('GET', integration, { authorizer, authorizationType: AuthorizationType.CUSTOM });
    proxy('iam/logs').addMethod('GET', integration, { authorizationType: AuthorizationType.IAM });
    this.api.root
      .addResource('openapi.json')
      .addMethod('GET', integration, { authorizationType: AuthorizationType.NONE });
    this.#addGatewayResponses();
    this.#acknowledge();
  }

  #acknowledge(): void {
    const acknowledgement = (rule: string, reason: string) => ({ id: `AwsSolutions::AwsSolutions-${rule}`, reason });
    acknowledgeFindings(
      this,
      acknowledgement('APIG2', 'The app validates every parameter with the schema of the OpenAPI document.'),
      acknowledgement(
        'APIG3',
        'The stage is throttled, requests per token are limited, and malformed tokens are refused without an invocation.',
      ),
      acknowledgement('APIG4', 'Only the OpenAPI document is public, and it contains no data.'),
      acknowledgement('COG4', 'Callers are programs that use tokens or IAM signatures.'),
    );
  }

  /** Gives the errors of API Gateway the same format as the errors of the Logs API. */
  #addGatewayResponses(): void {
    for (const [id, { type, status, error, info, headers }] of Object.entries(GATEWAY_ERRORS)) {
      this.api.addGatewayResponse(id, {
        type,
        ...(status !== undefined && { statusCode: status }),
        ...(headers !== undefined && { responseHeaders: headers }),
        templates: { 'application/json': JSON.stringify({ error, info }) },
      });
    }
  }
}

interface GatewayError {
  readonly type: ResponseType;
  readonly status?: string;
  readonly error: string;
  readonly info: string;
  readonly headers?: { readonly [name: string]: string };
}

const RETRY = { 'Retry-After': "'5'" };
const NO_TOKEN = {
  error: 'authentication-error',
  info: 'Send a valid token in the header Authorization: Bearer <id>.<secret>',
  headers: { 'WWW-Authenticate': "'Bearer'" },
};
const TOO_MANY = {
  status: '429',
  error: 'rate-limit-error',
  info: 'Too many requests or open streams. Try again later.',
  headers: RETRY,
};

const GATEWAY_ERRORS: Readonly<Record<string, GatewayError>> = {
  Unauthorized: { type: ResponseType.UNAUTHORIZED, ...NO_TOKEN },
  AccessDenied: {
    type: ResponseType.ACCESS_DENIED,
    error: 'forbidden-error',
    info: 'This caller is not allowed to do this.',
  },
  // The response of API Gateway for a route that does not exist.
  NoRoute: {
    type: ResponseType.MISSING_AUTHENTICATION_TOKEN,
    status: '404',
    error: 'not-found-error',
    info: 'This route does not exist. See /openapi.json.',
  },
  Throttled: { type: ResponseType.THROTTLED, ...TOO_MANY },
  QuotaExceeded: { type: ResponseType.QUOTA_EXCEEDED, ...TOO_MANY },
  TooLarge: {
    type: ResponseType.REQUEST_TOO_LARGE,
    error: 'invalid-request-error',
    info: 'The request is too large.',
  },
  BadRequest: { type: ResponseType.DEFAULT_4XX, error: 'invalid-request-error', info: 'The request is invalid.' },
  Failed: {
    type: ResponseType.DEFAULT_5XX,
    error: 'server-error',
    info: 'The service failed. Try again. If it fails again, contact the operator of this API.',
  },
};
