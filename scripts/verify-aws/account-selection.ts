import type { Arguments } from './arguments.ts';

/** Makes this script and the command `cdk` use the same account and region. If a profile and keys are set, the SDK uses the profile and
 *  the CDK uses the keys; variables with AMAZON and AWS_DEFAULT_PROFILE are known only to the CDK.
 *  @param env is changed: the environment of this process, which the command `cdk` gets.
 *  @see https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/setting-credentials-node.html
 *  https://docs.aws.amazon.com/cdk/v2/guide/configure-access.html */
export function selectAccount(
  { profile, region }: Pick<Arguments, 'profile' | 'region'>,
  env: NodeJS.ProcessEnv,
): void {
  for (const name of KEYS) delete env[`AMAZON_${name}`];
  const chosenProfile = profile ?? (env.AWS_PROFILE || env.AWS_DEFAULT_PROFILE);
  if (chosenProfile) {
    env.AWS_PROFILE = chosenProfile;
    for (const name of KEYS) delete env[`AWS_${name}`];
  }
  const chosenRegion = region ?? (env.AWS_REGION || env.AWS_DEFAULT_REGION);
  if (chosenRegion) env.AWS_REGION = chosenRegion;
}

const KEYS = ['ACCESS_KEY_ID', 'SECRET_ACCESS_KEY', 'SESSION_TOKEN'];
