import type { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import type { ApiGatewayV2Client } from '@aws-sdk/client-apigatewayv2';
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { CheckableClient } from '../../core/sources/response-checks.ts';

/** The settings of every AWS client. Missing settings come from the SDK's default chain: environment, profile, SSO. */
export interface ClientSettings {
  readonly region?: string;
  readonly endpoint?: string;
  readonly profile?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly disableHostPrefix?: boolean;
}

/** The credentials for services on this machine, which check no signature. */
export const LOCAL_CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };

/** The SDK waits without limit for a host that does not respond. These are the limits of the AWS CLI, in milliseconds.
 *  @see https://docs.aws.amazon.com/cli/latest/reference/#cli-connect-timeout */
const TIMEOUTS = {
  connectionTimeout: 60_000,
  requestTimeout: 60_000,
  throwOnRequestTimeout: true,
  socketTimeout: 60_000,
};

/** What a command reads from: AWS, an endpoint, or a recording. Gives the AWS clients for it, each loaded when it is used. */
export abstract class Connection {
  /** A line for stderr when this is not AWS, so that local logs are not mistaken for those of AWS. */
  abstract readonly notice: string | undefined;
  /** Whether this reads what `logs dev` or `logs run` recorded before it ended. */
  abstract readonly isRecorded: boolean;
  /** Whether this is AWS, with its quotas, as far as the settings show. */
  abstract readonly isAws: boolean;

  protected abstract clientSettings(): ClientSettings | Promise<ClientSettings>;

  async #settings(): Promise<ClientSettings & { readonly requestHandler: typeof TIMEOUTS }> {
    return { ...(await this.clientSettings()), requestHandler: TIMEOUTS };
  }

  /** @param options.maxAttempts how many times the client itself tries each call. @default 3, the SDK's */
  async logs(options: { readonly maxAttempts?: number } = {}): Promise<CloudWatchLogsClient> {
    const { CloudWatchLogsClient } = await import('@aws-sdk/client-cloudwatch-logs');
    return checked(new CloudWatchLogsClient({ ...(await this.#settings()), ...options }));
  }

  /** REST APIs. */
  async apiGateway(): Promise<APIGatewayClient> {
    const { APIGatewayClient } = await import('@aws-sdk/client-api-gateway');
    return checked(new APIGatewayClient(await this.#settings()));
  }

  /** HTTP and WebSocket APIs. */
  async apiGatewayV2(): Promise<ApiGatewayV2Client> {
    const { ApiGatewayV2Client } = await import('@aws-sdk/client-apigatewayv2');
    return checked(new ApiGatewayV2Client(await this.#settings()));
  }

  async cloudFormation(): Promise<CloudFormationClient> {
    const { CloudFormationClient } = await import('@aws-sdk/client-cloudformation');
    return checked(new CloudFormationClient(await this.#settings()));
  }

  async dynamoDb(): Promise<DynamoDBDocumentClient> {
    const [{ DynamoDBClient }, { DynamoDBDocumentClient }] = await Promise.all([
      import('@aws-sdk/client-dynamodb'),
      import('@aws-sdk/lib-dynamodb'),
    ]);
    return DynamoDBDocumentClient.from(await checked(new DynamoDBClient(await this.#settings())));
  }

  async lambda(): Promise<LambdaClient> {
    const { LambdaClient } = await import('@aws-sdk/client-lambda');
    return checked(new LambdaClient(await this.#settings()));
  }
}

/** Loads the checks with the first client: commands that call no service start faster without them. */
async function checked<Client extends CheckableClient>(client: Client): Promise<Client> {
  const { checkResponses } = await import('../../core/sources/response-checks.ts');
  return checkResponses(client);
}
