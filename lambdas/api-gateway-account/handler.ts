import { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { IAMClient } from '@aws-sdk/client-iam';
import { customResource } from '../custom-resource/custom-resource.ts';
import { apiGatewayAccount } from './api-gateway-account.ts';

export const handler = customResource(
  apiGatewayAccount({
    apiGateway: new APIGatewayClient({}),
    iam: new IAMClient({}),
    logs: new CloudWatchLogsClient({}),
    region: process.env.AWS_REGION ?? '',
  }),
);
