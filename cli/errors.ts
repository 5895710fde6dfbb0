import { EXIT, type ExitCode, UserError } from '../core/user-error.ts';
import { type AwsFault, explainAwsError } from './aws-errors.ts';
import { notice } from './output/stdio.ts';
import { explainUsage, type UsageFault } from './usage-errors.ts';

/** An error of the command itself, with its exit code. */
export class CliError extends UserError {
  override name = 'CliError';
  readonly exitCode: ExitCode;

  /** @param problem what happened, with which value.
   *  @param hint what to type next. */
  constructor(exitCode: ExitCode, problem: string, hint?: string) {
    super(problem, hint);
    this.exitCode = exitCode;
  }
}

/** A flag, an argument or a settings file has an invalid value. */
export class UsageError extends CliError {
  override name = 'UsageError';

  /** @param problem what is invalid, with its value.
   *  @param hint what to type instead. */
  constructor(problem: string, hint?: string) {
    super(EXIT.USAGE_ERROR, problem, hint);
  }
}

/** Ctrl-C, or another signal that ends the command. */
export class InterruptedError extends CliError {
  override name = 'InterruptedError';

  constructor() {
    super(EXIT.INTERRUPTED, 'interrupted');
  }
}

/** Prints one line to stderr.
 *  @returns the exit code. */
export function reportError(error: unknown): number {
  const { message, exitCode } = explainError(error);
  if (message && exitCode !== EXIT.INTERRUPTED) notice(`error: ${message}`);
  return exitCode;
}

/** What the user reads about an error, and the exit code. */
export interface ErrorExplanation {
  /** One line; empty for no message. */
  readonly message: string;
  readonly exitCode: number;
}

interface Fault extends UsageFault, AwsFault {
  readonly name?: string;
  readonly code?: string;
  readonly oclif?: { readonly exit?: number };
  /** Whether the command reads what `logs dev` or `logs run` recorded before it ended. */
  readonly isRecorded?: boolean;
}

const KNOWN_TO_LOGS_DEV =
  'Functions, APIs and stacks are known only while `logs dev` runs; `logs groups --local` lists the recorded log groups.';

/** Explains any thrown value in one line. */
export function explainError(error: unknown): ErrorExplanation {
  const explanation = explain(error);
  // A recording holds only log groups: the target may have existed while it was made.
  const isUnknownNow = (error as Fault | null)?.isRecorded && explanation.exitCode === EXIT.TARGET_NOT_FOUND;
  return isUnknownNow ? { ...explanation, message: `${explanation.message} ${KNOWN_TO_LOGS_DEV}` } : explanation;
}

function explain(error: unknown): ErrorExplanation {
  const fault = (typeof error === 'object' && error !== null ? error : { message: String(error) }) as Fault;
  if (error instanceof UserError) {
    return { message: firstLine(withoutFlagPrefix(error.message)), exitCode: error.exitCode };
  }
  if (fault.oclif?.exit === 0) return { message: '', exitCode: EXIT.SUCCESS };
  if (fault.oclif?.exit !== undefined) return { message: explainUsage(fault), exitCode: EXIT.USAGE_ERROR };
  const message = firstLine(fault.message ?? '');
  if (fault.name === 'AbortError') return { message, exitCode: EXIT.INTERRUPTED };
  const awsError = explainAwsError(fault, message);
  if (awsError) return awsError;
  if (fault.code !== undefined && /^E[A-Z_]+$/.test(fault.code)) return explainConnection(fault, message);
  const name = fault.name ?? '';
  const isFromAws = fault.$metadata !== undefined;
  const text = isFromAws ? `${name}: ${message || `HTTP status ${fault.$metadata.httpStatusCode}`}` : message || name;
  return { message: text, exitCode: EXIT.SERVICE_ERROR };
}

function explainConnection(fault: Fault, message: string): ErrorExplanation {
  const address = fault as { address?: string; port?: number; hostname?: string };
  const where = address.port ? `${address.address}:${address.port}` : (address.hostname ?? 'the endpoint');
  const details = message.includes(fault.code ?? '') ? '' : `: ${message}`;
  return {
    message: `${where} does not respond (${fault.code}${details}). Check --endpoint-url, AWS_ENDPOINT_URL and the network.`,
    exitCode: EXIT.SERVICE_ERROR,
  };
}

/** oclif puts a line before the message of a flag's parser. */
function withoutFlagPrefix(message: string): string {
  return message.replace(/^Parsing --\S+ *\n\s*/, '');
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0] ?? '';
}
