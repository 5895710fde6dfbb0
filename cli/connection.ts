import type { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { readDevFile } from '../local/dev-file.ts';
import { CliError } from './errors.ts';
import { EXIT } from './exit-codes.ts';

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

  private constructor(settings: ClientSettings, notice?: string) {
    this.#settings = settings;
    this.notice = notice;
  }

  /** Decides where to read: `--endpoint-url`, else the `logs dev` that runs in this directory, else what AWS's settings say.
   *  @throws CliError when `--local` is asked for and no `logs dev` runs here, or the URL is none. */
  static open(
    flags: ConnectionFlags,
    directory: string = process.cwd(),
    env: NodeJS.ProcessEnv = process.env,
  ): Connection {
    const region = flags.region ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION;
    if (flags['endpoint-url'] !== undefined) {
      return new Connection(endpointSettings(flags['endpoint-url'], region, flags, env));
    }
    const dev = flags.local === false ? undefined : readDevFile(directory);
    if (dev) {
      const settings = { region: flags.region ?? dev.region, endpoint: dev.endpoint, credentials: LOCAL_CREDENTIALS };
      return new Connection(
        { ...settings, disableHostPrefix: true },
        `reading the local stacks of \`logs dev\` (${dev.endpoint}); --no-local reads AWS`,
      );
    }
    if (flags.local) {
      throw new CliError(
        'No `logs dev` runs in this directory. Start it with `logs dev` (in a checkout: `npm start`), or run this where it runs.',
        EXIT.NO_SUCH_TARGET,
      );
    }
    return new Connection({
      ...(region === undefined ? {} : { region }),
      ...profileSettings(flags.profile, env),
      ...(env.AWS_ENDPOINT_URL || env.AWS_ENDPOINT_URL_CLOUDWATCH_LOGS ? { disableHostPrefix: true } : {}),
    });
  }

  /** Whether this is AWS itself, with its quotas, as far as the settings tell. */
  get isAws(): boolean {
    return this.#settings.endpoint === undefined && !this.#settings.disableHostPrefix;
  }

  /** @param options.maxAttempts how often the client itself makes a call that fails. @default 3, the SDK's */
  async logs(options: { readonly maxAttempts?: number } = {}): Promise<CloudWatchLogsClient> {
    const { CloudWatchLogsClient } = await import('@aws-sdk/client-cloudwatch-logs');
    return new CloudWatchLogsClient({ ...this.#settings, ...options });
  }

  async apiGateway(): Promise<APIGatewayClient> {
    const { APIGatewayClient } = await import('@aws-sdk/client-api-gateway');
    return new APIGatewayClient({ ...this.#settings });
  }

  async cloudFormation(): Promise<CloudFormationClient> {
    const { CloudFormationClient } = await import('@aws-sdk/client-cloudformation');
    return new CloudFormationClient({ ...this.#settings });
  }

  async dynamoDb(): Promise<DynamoDBDocumentClient> {
    const [{ DynamoDBClient }, { DynamoDBDocumentClient }] = await Promise.all([
      import('@aws-sdk/client-dynamodb'),
      import('@aws-sdk/lib-dynamodb'),
    ]);
    return DynamoDBDocumentClient.from(new DynamoDBClient({ ...this.#settings }));
  }

  async lambda(): Promise<LambdaClient> {
    const { LambdaClient } = await import('@aws-sdk/client-lambda');
    return new LambdaClient({ ...this.#settings });
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
    throw new CliError(
      `--endpoint-url "${url}" is no http or https URL; write one such as http://127.0.0.1:4566.`,
      EXIT.WRONG_USE,
    );
  }
  const isLoopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(url).hostname);
  const hasOwn = flags.profile !== undefined || env.AWS_ACCESS_KEY_ID !== undefined;
  return {
    endpoint: url,
    disableHostPrefix: true,
    ...profileSettings(flags.profile, env),
    // An AWS on this very machine checks no signature: it must not fail for want of credentials, or of a region.
    ...(isLoopback ? { region: region ?? 'us-east-1' } : region === undefined ? {} : { region }),
    ...(isLoopback && !hasOwn ? { credentials: LOCAL_CREDENTIALS } : {}),
  };
}
