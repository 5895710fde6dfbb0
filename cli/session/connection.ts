import { existsSync } from 'node:fs';
import type { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import type { ApiGatewayV2Client } from '@aws-sdk/client-apigatewayv2';
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { EXIT } from '../../core/user-error.ts';
import { readDevFile, recordingPath } from '../../local/dev-file.ts';
import { CliError, UsageError } from '../errors.ts';

export interface ConnectionFlags {
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
  readonly 'endpoint-url'?: string | undefined;
  /** True: only the local stacks; false: never them; undefined: them where they run. */
  readonly local?: boolean | undefined;
}

/** What every AWS client is made with. What is left out comes from the SDK's own chain: environment, profile, SSO. */
interface ClientSettings {
  readonly region?: string;
  readonly endpoint?: string;
  readonly profile?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly disableHostPrefix?: boolean;
}

/** Where this command reads: the local stacks of this directory, an endpoint, or AWS. */
export class Connection {
  readonly #settings: ClientSettings;
  /** Said on stderr, so that nobody takes local logs for those of AWS; undefined for AWS itself. */
  readonly notice: string | undefined;
  /** The file whose log events are served from within this process, and the endpoint once they are. */
  readonly #recordedIn: string | undefined;
  #recordedAt: Promise<string> | undefined;

  private constructor(settings: ClientSettings, notice?: string, recordedIn?: string) {
    this.#settings = settings;
    this.notice = notice;
    this.#recordedIn = recordedIn;
  }

  /** Decides where to read: `--endpoint-url`, else AWS where `--profile` names how, else the `logs dev` or `logs run` of this
   *  directory, else what AWS's settings say. Where neither runs any more, `--local` reads what they recorded.
   *  @throws CliError when `--local` is asked for and there is nothing local here, or the URL is none. */
  static open(
    flags: ConnectionFlags,
    directory: string = process.cwd(),
    env: NodeJS.ProcessEnv = process.env,
  ): Connection {
    const region = flags.region ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION;
    if (flags['endpoint-url'] !== undefined) {
      return new Connection(endpointSettings(flags['endpoint-url'], region, flags, env));
    }
    // A profile is of AWS: who types one means AWS. AWS_PROFILE is set in many shells for good, and says nothing.
    const isLocalMeant = flags.local ?? flags.profile === undefined;
    const dev = isLocalMeant ? readDevFile(directory) : undefined;
    if (dev) {
      const settings = { region: dev.region, endpoint: dev.endpoint, credentials: LOCAL_CREDENTIALS };
      const what = dev.command === 'logs run' ? 'logs of `logs run`' : 'stacks of `logs dev`';
      const ignored = flags.region === undefined || flags.region === dev.region ? '' : '--region is ignored, ';
      return new Connection(
        { ...settings, disableHostPrefix: true },
        `reading the local ${what} (${dev.endpoint}); ${ignored}--no-local reads AWS`,
      );
    }
    if (flags.local) return Connection.#recorded(directory, flags.region);
    return new Connection({
      ...(region !== undefined && { region }),
      ...profileSettings(flags.profile, env),
      ...((env.AWS_ENDPOINT_URL || env.AWS_ENDPOINT_URL_CLOUDWATCH_LOGS) && { disableHostPrefix: true }),
    });
  }

  static #recorded(directory: string, region = 'us-east-1'): Connection {
    const path = recordingPath(directory);
    if (!existsSync(path)) {
      throw new CliError(
        EXIT.TARGET_NOT_FOUND,
        'In this directory neither `logs dev` nor `logs run` runs, and nothing was recorded.',
        'Start one of them (in a checkout: `npm start`), or use the directory where one runs.',
      );
    }
    return new Connection(
      { region, credentials: LOCAL_CREDENTIALS, disableHostPrefix: true },
      `reading what was recorded in ${path}: nothing runs here now`,
      path,
    );
  }

  async #clientSettings(): Promise<ClientSettings> {
    if (this.#recordedIn === undefined) return this.#settings;
    const { serveRecordedLogs } = await import('../recorded-logs.ts');
    this.#recordedAt ??= serveRecordedLogs(this.#recordedIn);
    return { ...this.#settings, endpoint: await this.#recordedAt };
  }

  /** Whether this is what something local recorded before it ended. */
  get isRecorded(): boolean {
    return this.#recordedIn !== undefined;
  }

  /** Whether this is AWS itself, with its quotas, as far as the settings tell. */
  get isAws(): boolean {
    return this.#settings.endpoint === undefined && !this.#settings.disableHostPrefix;
  }

  /** @param options.maxAttempts how often the client itself makes a call that fails. @default 3, the SDK's */
  async logs(options: { readonly maxAttempts?: number } = {}): Promise<CloudWatchLogsClient> {
    const { CloudWatchLogsClient } = await import('@aws-sdk/client-cloudwatch-logs');
    return new CloudWatchLogsClient({ ...(await this.#clientSettings()), ...options });
  }

  async apiGateway(): Promise<APIGatewayClient> {
    const { APIGatewayClient } = await import('@aws-sdk/client-api-gateway');
    return new APIGatewayClient({ ...(await this.#clientSettings()) });
  }

  /** HTTP and WebSocket APIs. */
  async apiGatewayV2(): Promise<ApiGatewayV2Client> {
    const { ApiGatewayV2Client } = await import('@aws-sdk/client-apigatewayv2');
    return new ApiGatewayV2Client({ ...(await this.#clientSettings()) });
  }

  async cloudFormation(): Promise<CloudFormationClient> {
    const { CloudFormationClient } = await import('@aws-sdk/client-cloudformation');
    return new CloudFormationClient({ ...(await this.#clientSettings()) });
  }

  async dynamoDb(): Promise<DynamoDBDocumentClient> {
    const [{ DynamoDBClient }, { DynamoDBDocumentClient }] = await Promise.all([
      import('@aws-sdk/client-dynamodb'),
      import('@aws-sdk/lib-dynamodb'),
    ]);
    return DynamoDBDocumentClient.from(new DynamoDBClient({ ...(await this.#clientSettings()) }));
  }

  async lambda(): Promise<LambdaClient> {
    const { LambdaClient } = await import('@aws-sdk/client-lambda');
    return new LambdaClient({ ...(await this.#clientSettings()) });
  }
}

const LOCAL_CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };

/** The SDK's chain asks the environment first: keys that are there would win over the profile that was asked for. */
function profileSettings(profile: string | undefined, env: NodeJS.ProcessEnv): ClientSettings {
  if (profile === undefined) return {};
  env.AWS_PROFILE = profile;
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN']) delete env[name];
  return { profile };
}

function endpointSettings(
  url: string,
  region: string | undefined,
  flags: ConnectionFlags,
  env: NodeJS.ProcessEnv,
): ClientSettings {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new UsageError(
      `--endpoint-url "${url}" is not an http or https URL.`,
      'Write one such as http://127.0.0.1:4566.',
    );
  }
  const isLoopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(url).hostname);
  const hasOwn = flags.profile !== undefined || env.AWS_ACCESS_KEY_ID !== undefined;
  return {
    endpoint: url,
    disableHostPrefix: true,
    ...profileSettings(flags.profile, env),
    // An AWS on this very machine checks no signature: it must not fail for want of credentials, or of a region.
    ...(isLoopback ? { region: region ?? 'us-east-1' } : region !== undefined && { region }),
    ...(isLoopback && !hasOwn && { credentials: LOCAL_CREDENTIALS }),
  };
}
