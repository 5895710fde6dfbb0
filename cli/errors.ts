import { sanitize } from '../core/render/sanitize.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { missingProfile, noCredentials, noRegion } from './session/no-aws.ts';
import { explainUse, type UseFault } from './wrong-use.ts';

/** An error with its exit code; the message says what happened, with which value, and what to type next. */
export class CliError extends Error {
  override name = 'CliError';
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Ctrl-C, or another signal to end. */
export class InterruptedError extends CliError {
  override name = 'InterruptedError';

  constructor() {
    super('interrupted', EXIT.INTERRUPTED);
  }
}

/** Prints one clear line to stderr, and gives the exit code. */
export function reportError(error: unknown): ExitCode {
  const { message, exitCode } = explanationOf(error);
  if (message && exitCode !== EXIT.INTERRUPTED) process.stderr.write(`error: ${sanitize(message)}\n`);
  return exitCode;
}

interface Fault extends UseFault {
  readonly name?: string;
  readonly code?: string;
  readonly exitCode?: ExitCode;
  readonly oclif?: { readonly exit?: number };
  /** What was typed behind the command. */
  readonly args?: readonly string[];
  /** Whether the command reads what a `logs dev` or a `logs run` left behind. */
  readonly isRecorded?: boolean;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

interface Explanation {
  readonly message: string;
  readonly exitCode: ExitCode;
}

const KNOWN_TO_LOGS_DEV =
  'Functions, APIs and stacks are known only while `logs dev` runs; `logs groups --local` lists the log groups that were recorded.';

/** Names of the errors by which AWS says that these credentials may not do this. */
const NO_ACCESS: Readonly<Record<string, string>> = {
  TokenProviderError: 'The SSO session has ended. Sign in again: `aws sso login`.',
  ExpiredTokenException: 'The AWS credentials have expired. Sign in again, then repeat the command.',
  ExpiredToken: 'The AWS credentials have expired. Sign in again, then repeat the command.',
  UnrecognizedClientException:
    'AWS does not know these credentials. Check AWS_ACCESS_KEY_ID, or name a profile: `--profile NAME`.',
  InvalidSignatureException: 'AWS refused the signature: check the secret key, and the clock of this machine.',
};

/** What is said of an error, in one line, and how the command ends. */
export function explanationOf(error: unknown): Explanation {
  const explanation = explain(error);
  // What is not found in a recording may well have run while it was made.
  const isMissed = (error as Fault | null)?.isRecorded && explanation.exitCode === EXIT.NO_SUCH_TARGET;
  return isMissed ? { ...explanation, message: `${explanation.message} ${KNOWN_TO_LOGS_DEV}` } : explanation;
}

function explain(error: unknown): Explanation {
  const fault = (typeof error === 'object' && error !== null ? error : { message: String(error) }) as Fault;
  const message = firstLine(fault.message ?? '');
  if (fault.exitCode !== undefined)
    return { message: firstLine(withoutFlagPrefix(fault.message ?? '')), exitCode: fault.exitCode };
  if (fault.oclif?.exit === 0) return { message: '', exitCode: EXIT.DONE };
  if (fault.oclif?.exit !== undefined) return { message: explainUse(fault), exitCode: EXIT.WRONG_USE };
  const name = fault.name ?? '';
  if (name === 'AbortError') return { message, exitCode: EXIT.INTERRUPTED };
  if (name === 'MissingPermissionError') return { message, exitCode: EXIT.NO_ACCESS };
  if (name === 'UnknownTargetError' || name === 'NoLogsError') return { message, exitCode: EXIT.NO_SUCH_TARGET };
  if (name === 'InvalidTargetError' || name === 'TemplateError' || name === 'QueryError')
    return { message, exitCode: EXIT.WRONG_USE };
  if (message === 'Region is missing') {
    const profile = missingProfile();
    return profile ? { message: profile, exitCode: EXIT.NO_ACCESS } : { message: noRegion(), exitCode: EXIT.WRONG_USE };
  }
  if (name === 'CredentialsProviderError')
    return { message: missingProfile() ?? noCredentials(), exitCode: EXIT.NO_ACCESS };
  const noAccess = NO_ACCESS[name];
  if (noAccess) return { message: noAccess, exitCode: EXIT.NO_ACCESS };
  if (/^AccessDenied|NotAuthorized|Unauthorized/.test(name)) {
    return { message: `AWS refused: ${message}`, exitCode: EXIT.NO_ACCESS };
  }
  if (name === 'InvalidParameterException' && fault.args?.some((arg) => /^--filter(=|$)/.test(arg))) {
    const form = `'{ $.level = "ERROR" }' or '"timed out"'`;
    return {
      message: `--filter: ${message.replace(/[.\s]*$/, '')}. Write a filter pattern such as ${form}.`,
      exitCode: EXIT.WRONG_USE,
    };
  }
  if (name === 'InvalidParameterException' || name === 'ValidationException')
    return { message, exitCode: EXIT.WRONG_USE };
  if (name === 'ResourceNotFoundException') {
    // All that DynamoDB says.
    const isTable = /^(Requested resource not found|Cannot do operations on a non-existent table)/.test(message);
    const text = isTable ? 'There is no such table. Check --table and the region.' : message;
    return { message: text, exitCode: EXIT.NO_SUCH_TARGET };
  }
  if (fault.code !== undefined && /^E[A-Z_]+$/.test(fault.code)) return explainConnection(fault, message);
  if (fault.$metadata !== undefined) {
    return {
      message: `${name}: ${message || `HTTP status ${fault.$metadata.httpStatusCode}`}`,
      exitCode: EXIT.SERVICE_FAILED,
    };
  }
  return { message: message || name, exitCode: EXIT.SERVICE_FAILED };
}

function explainConnection(fault: Fault, message: string): Explanation {
  const address = fault as { address?: string; port?: number; hostname?: string };
  const where = address.port ? `${address.address}:${address.port}` : (address.hostname ?? 'the endpoint');
  return {
    message: `${where} does not answer (${fault.code}${message.includes(fault.code ?? '') ? '' : `: ${message}`}). Check --endpoint-url, AWS_ENDPOINT_URL and the network.`,
    exitCode: EXIT.SERVICE_FAILED,
  };
}

/** oclif puts a line of its own before the message of a flag's parser. */
function withoutFlagPrefix(message: string): string {
  return message.replace(/^Parsing --\S+ *\n\s*/, '');
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0] ?? '';
}
