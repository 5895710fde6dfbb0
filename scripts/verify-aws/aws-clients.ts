import { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import { ApiGatewayV2Client } from '@aws-sdk/client-apigatewayv2';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** The clients of a run. Credentials and region come from the environment, the profile or SSO. */
export type AwsClients = ReturnType<typeof openClients>;

/** Without them, a call on a lost connection waits for minutes, and Ctrl-C with it. */
const TIMEOUTS = { connectionTimeout: 10_000, requestTimeout: 60_000, throwOnRequestTimeout: true };

/** @param local for services on this machine. @default AWS */
export function openClients(local: ClientSettings = {}) {
  const settings = { ...local, requestHandler: TIMEOUTS };
  return {
    apiGateway: new APIGatewayClient(settings),
    apiGatewayV2: new ApiGatewayV2Client(settings),
    cloudFormation: new CloudFormationClient(settings),
    logs: new CloudWatchLogsClient(settings),
    dynamoDb: DynamoDBDocumentClient.from(new DynamoDBClient(settings)),
    iam: new IAMClient(settings),
    lambda: new LambdaClient(settings),
  };
}

export interface ClientSettings {
  readonly endpoint?: string;
  readonly region?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly disableHostPrefix?: boolean;
}
