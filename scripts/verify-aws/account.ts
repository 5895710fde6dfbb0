import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { parseArn } from '../../core/arn.ts';
import type { AwsClients } from './aws-clients.ts';
import { StartError } from './exit-codes.ts';
import { stackStatus } from './stack-states.ts';

/** Where the run deploys. */
export interface Environment {
  readonly accountId: string;
  readonly region: string;
  /** The version of the bootstrap stack. */
  readonly bootstrapVersion: string;
}

const AGAIN = 'Then run `npm run verify:aws` again.';

/** Finds credentials, the region, and the bootstrap stack of the CDK. It changes nothing.
 *  @throws StartError with the next step when one of them is missing.
 *  @see https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-env.html */
export async function findEnvironment({ cloudFormation }: Pick<AwsClients, 'cloudFormation'>): Promise<Environment> {
  await cloudFormation.config.credentials().catch((error: Error) => {
    throw new StartError(
      `No AWS credentials were found (${firstLine(error)}).`,
      `Sign in with \`aws sso login\`, or set AWS_PROFILE or AWS_ACCESS_KEY_ID. ${AGAIN}`,
    );
  });
  const region = await cloudFormation.config.region().catch(() => {
    throw new StartError('No AWS region is set.', 'Name one: `npm run verify:aws -- --region eu-central-1`.');
  });
  try {
    const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName: 'CDKToolkit' }));
    const [{ StackId = '', Outputs = [] } = {}] = Stacks;
    const accountId = parseArn(StackId)?.accountId;
    if (accountId === undefined) throw new StartError('CloudFormation returned no id for the stack CDKToolkit.');
    const version = Outputs.find(({ OutputKey }) => OutputKey === 'BootstrapVersion')?.OutputValue;
    return { accountId, region, bootstrapVersion: version ?? 'unknown' };
  } catch (error) {
    throw asStartError(error as Error, region);
  }
}

/** A run must not update, and delete, a stack that it did not create.
 *  @throws StartError when one of the names is in use. */
export async function refuseExistingStacks(
  names: readonly string[],
  { region }: Pick<Environment, 'region'>,
  clients: AwsClients,
): Promise<void> {
  for (const name of names) {
    const status = await stackStatus(clients, name).catch((error: Error) => {
      throw asStartError(error, region);
    });
    if (status !== undefined)
      throw new StartError(`The stack ${name} exists already. Nothing was changed.`, AGAIN.replace('Then run', 'Run'));
  }
}

function asStartError(error: Error, region: string): StartError {
  if (error instanceof StartError) return error;
  if (error.name === 'ValidationError' && /does not exist/.test(error.message)) {
    return new StartError(
      `The region ${region} is not bootstrapped: it has no stack CDKToolkit.`,
      `Type \`AWS_REGION=${region} npx cdk bootstrap${profileOption()}\`. ${AGAIN}`,
    );
  }
  if (/AccessDenied|Unauthorized/.test(error.name)) {
    return new StartError(
      'These credentials may not read stacks.',
      `Allow cloudformation:DescribeStacks, and the permissions that the README names under "Deploy it to AWS". ${AGAIN}`,
    );
  }
  if (/ExpiredToken|InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch/.test(error.name)) {
    return new StartError(
      `AWS refused the credentials (${error.name}).`,
      `Sign in again. If they work elsewhere, enable the region ${region} for the account. ${AGAIN}`,
    );
  }
  return new StartError(
    `CloudFormation does not respond as expected (${error.name}: ${firstLine(error)}).`,
    'Check the network and the region.',
  );
}

function firstLine({ message }: Error): string {
  return message.split('\n', 1)[0] ?? '';
}

function profileOption({ AWS_PROFILE: profile } = process.env): string {
  return profile ? ` --profile '${profile}'` : '';
}
