import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** How long one attempt of a call may take, in milliseconds. DynamoDB usually answers within ten, and the SDK waits for ever by default. */
const CONNECTION_TIMEOUT_MS = 1000;
const REQUEST_TIMEOUT_MS = 2000;

/** The client of a Lambda function for the table of the Logs API. A call that gets no answer fails in time, and is repeated twice. */
export function tableClient(): DynamoDBDocumentClient {
  const client = new DynamoDBClient({
    requestHandler: {
      connectionTimeout: CONNECTION_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      throwOnRequestTimeout: true,
    },
  });
  return DynamoDBDocumentClient.from(client);
}
