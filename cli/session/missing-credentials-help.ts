import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { nearestNames } from '../../core/targets/nearest-names.ts';
import { readRunningCommand, recordingPath } from '../../local/running-command.ts';

/** The message for a missing region: how to set it, and how to read logs without AWS. */
export function missingRegion(directory: string = process.cwd()): string {
  return `No AWS region is set. Name one: --region eu-central-1, or AWS_REGION. ${withoutAws(directory)}`;
}

/** The message for missing credentials: how to sign in, and how to read logs without AWS. */
export function missingCredentials(directory: string = process.cwd(), env: NodeJS.ProcessEnv = process.env): string {
  const what = env.AWS_PROFILE
    ? `The AWS profile "${env.AWS_PROFILE}" has no credentials. Sign in: \`aws sso login --profile ${env.AWS_PROFILE}\`.`
    : 'No AWS credentials were found. Sign in: `aws sso login`, `--profile NAME`, or AWS_ACCESS_KEY_ID.';
  return `${what} ${withoutAws(directory)}`;
}

/** The message for a profile that no AWS configuration file defines; undefined when the profile exists, or none is set.
 *  @see https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-files.html */
export function missingProfile(
  directory: string = process.cwd(),
  env: NodeJS.ProcessEnv = process.env,
): string | undefined {
  const wanted = env.AWS_PROFILE;
  if (!wanted) return undefined;
  const home = join(env.HOME ?? homedir(), '.aws');
  const files = [
    env.AWS_CONFIG_FILE ?? join(home, 'config'),
    env.AWS_SHARED_CREDENTIALS_FILE ?? join(home, 'credentials'),
  ];
  const profiles = files.flatMap(profilesIn);
  if (profiles.includes(wanted)) return undefined;
  const known =
    profiles.length > 0 ? `Nearest: ${nearestNames(wanted, profiles).join(', ')}` : 'They contain no profiles';
  return `There is no AWS profile "${wanted}" in ${files.join(' or ')}. ${known}. ${withoutAws(directory)}`;
}

/** `[profile prod]` in the configuration, `[prod]` in the credentials. */
function profilesIn(file: string): string[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return [];
  }
  const sections = text.matchAll(/^\s*\[\s*(?:profile\s+)?(?:"([^"\]]+)"|'([^'\]]+)'|([^\s\]]+))\s*\]/gm);
  return [...sections].map(([, ...names]) => names.find((name) => name !== undefined) ?? '');
}

function withoutAws(directory: string): string {
  if (readRunningCommand(directory))
    return 'Local stacks run in this directory: leave out --no-local (and --profile) to read them.';
  const start = '`logs dev` runs the stacks of a CDK app on this machine (in a checkout of Tailgate: `npm start`).';
  return existsSync(recordingPath(directory))
    ? `Without AWS, \`--local\` reads what was recorded in this directory, and ${start}`
    : `Without AWS, ${start}`;
}
