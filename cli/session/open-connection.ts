import { existsSync } from 'node:fs';
import { EXIT } from '../../core/user-error.ts';
import { isLoopbackUrl } from '../../local/http/loopback.ts';
import { type RunningCommand, readRunningCommand, recordingPath } from '../../local/running-command.ts';
import { CliError, UsageError } from '../errors.ts';
import { AwsConnection } from './aws-connection.ts';
import { type ClientSettings, type Connection, LOCAL_CREDENTIALS } from './connection.ts';
import { RecordedConnection } from './recorded-connection.ts';

export interface ConnectionFlags {
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
  readonly 'endpoint-url'?: string | undefined;
  /** True: only local logs; false: never local logs; undefined: local logs while `logs dev` or `logs run` runs. */
  readonly local?: boolean | undefined;
}

/** Opens the connection that the flags and the environment describe. The first of these that applies:
 *  1. the endpoint of `--endpoint-url`;
 *  2. AWS, with `--no-local`, or with `--profile` and without `--local`;
 *  3. the `logs dev` or `logs run` that runs in the directory;
 *  4. with `--local`: the logs that one of them recorded;
 *  5. AWS.
 *  @throws UsageError for an invalid URL; CliError when `--local` is given and the directory has no local logs. */
export function openConnection(
  flags: ConnectionFlags,
  directory: string = process.cwd(),
  env: NodeJS.ProcessEnv = process.env,
): Connection {
  const region = flags.region ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION;
  const url = flags['endpoint-url'];
  if (url !== undefined) return new AwsConnection(endpointSettings(url, region, flags.profile, env));
  // Only --profile means AWS: many shells always set AWS_PROFILE.
  const canBeLocal = flags.local ?? flags.profile === undefined;
  const running = canBeLocal ? readRunningCommand(directory) : undefined;
  if (running) return localConnection(running, flags.region);
  if (flags.local) return recordedConnection(directory, flags.region);
  return new AwsConnection({
    ...(region !== undefined && { region }),
    ...profileSettings(flags.profile, env),
    ...((env.AWS_ENDPOINT_URL || env.AWS_ENDPOINT_URL_CLOUDWATCH_LOGS) && { disableHostPrefix: true }),
  });
}

function localConnection({ command, endpoint, region }: RunningCommand, wantedRegion: string | undefined): Connection {
  const what = command === 'logs run' ? 'logs of `logs run`' : 'stacks of `logs dev`';
  const ignored = wantedRegion === undefined || wantedRegion === region ? '' : '--region is ignored, ';
  return new AwsConnection(
    { region, endpoint, credentials: LOCAL_CREDENTIALS, disableHostPrefix: true },
    `reading the local ${what} (${endpoint}); ${ignored}--no-local reads AWS`,
  );
}

function recordedConnection(directory: string, region = 'us-east-1'): Connection {
  const path = recordingPath(directory);
  if (existsSync(path)) return new RecordedConnection(path, region);
  throw new CliError(
    EXIT.TARGET_NOT_FOUND,
    'In this directory neither `logs dev` nor `logs run` runs, and nothing was recorded.',
    'Start one of them (in a checkout: `npm start`), or use the directory where one runs.',
  );
}

/** The SDK reads keys in the environment first: they would take precedence over the requested profile. */
function profileSettings(profile: string | undefined, env: NodeJS.ProcessEnv): ClientSettings {
  if (profile === undefined) return {};
  env.AWS_PROFILE = profile;
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN']) delete env[name];
  return { profile };
}

function endpointSettings(
  url: string,
  region: string | undefined,
  profile: string | undefined,
  env: NodeJS.ProcessEnv,
): ClientSettings {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new UsageError(
      `--endpoint-url "${url}" is not an http or https URL.`,
      'Write one such as http://127.0.0.1:4566.',
    );
  }
  const isLoopback = isLoopbackUrl(url);
  const hasCredentials = profile !== undefined || env.AWS_ACCESS_KEY_ID !== undefined;
  return {
    endpoint: url,
    disableHostPrefix: true,
    ...profileSettings(profile, env),
    // A service on this machine checks no signature: it needs neither credentials nor a region.
    ...(isLoopback ? { region: region ?? 'us-east-1' } : region !== undefined && { region }),
    ...(isLoopback && !hasCredentials && { credentials: LOCAL_CREDENTIALS }),
  };
}
