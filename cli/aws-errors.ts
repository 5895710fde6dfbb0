import { EXIT } from '../core/user-error.ts';
import type { ErrorExplanation } from './error-explanation.ts';
import { missingCredentials, missingProfile, missingRegion } from './session/missing-credentials-help.ts';

/** The members of an AWS SDK error that are read here. */
export interface AwsFault {
  readonly name?: string;
  /** The arguments that the user typed after the command. */
  readonly args?: readonly string[];
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** Errors by which AWS and the SDK refuse credentials. */
const REFUSED_CREDENTIALS: Readonly<Record<string, string>> = {
  TokenProviderError: 'The SSO session has ended. Sign in again: `aws sso login`.',
  ExpiredTokenException: 'The AWS credentials have expired. Sign in again, then repeat the command.',
  ExpiredToken: 'The AWS credentials have expired. Sign in again, then repeat the command.',
  UnrecognizedClientException:
    'AWS does not know these credentials. Check AWS_ACCESS_KEY_ID, or name a profile: `--profile NAME`.',
  // The name in the protocols of XML.
  SignatureDoesNotMatch: 'AWS refused the signature: check the secret key, and the clock of this machine.',
  InvalidClientTokenId:
    'AWS does not know these credentials. Check AWS_ACCESS_KEY_ID, or name a profile: `--profile NAME`.',
  RequestExpired: 'AWS refused the time of the call: set the clock of this machine.',
  RequestTimeTooSkewed: 'AWS refused the time of the call: set the clock of this machine.',
  RequestInTheFuture: 'AWS refused the time of the call: set the clock of this machine.',
  InvalidSignatureException: 'AWS refused the signature: check the secret key, and the clock of this machine.',
};

/** The message for a DynamoDB table that does not exist. */
export const NO_SUCH_TABLE = 'There is no such table. Check --table and the region.';

/** Explains an error of the AWS SDK that users can act on; undefined for any other error.
 *  @param message the first line of its message. */
export function explainAwsError(fault: AwsFault, message: string): ErrorExplanation | undefined {
  const { name = '', args } = fault;
  if (message === 'Region is missing') {
    const profile = missingProfile();
    return profile
      ? { message: profile, exitCode: EXIT.NO_ACCESS }
      : { message: missingRegion(), exitCode: EXIT.USAGE_ERROR };
  }
  if (name === 'CredentialsProviderError')
    return { message: missingProfile() ?? missingCredentials(), exitCode: EXIT.NO_ACCESS };
  const refused = REFUSED_CREDENTIALS[name];
  if (refused) return { message: refused, exitCode: EXIT.NO_ACCESS };
  if (/^AccessDenied|NotAuthorized|Unauthorized/.test(name))
    return { message: `AWS refused: ${message}`, exitCode: EXIT.NO_ACCESS };
  if (name === 'InvalidParameterException' || name === 'ValidationException')
    return {
      message: name === 'InvalidParameterException' && hasFilter(args) ? invalidFilter(message) : message,
      exitCode: EXIT.USAGE_ERROR,
    };
  if (name === 'ResourceNotFoundException')
    return { message: TABLE_NOT_FOUND.test(message) ? NO_SUCH_TABLE : message, exitCode: EXIT.TARGET_NOT_FOUND };
  return undefined;
}

/** DynamoDB's messages do not name the table. */
const TABLE_NOT_FOUND = /^(Requested resource not found|Cannot do operations on a non-existent table)/;

function hasFilter(args: readonly string[] = []): boolean {
  return args.some((arg) => /^--filter(=|$)/.test(arg));
}

function invalidFilter(message: string): string {
  const examples = `'{ $.level = "ERROR" }' or '"timed out"'`;
  return `--filter: ${message.replace(/(?<![.\s])[.\s]+$/, '')}. Write a filter pattern such as ${examples}.`;
}
