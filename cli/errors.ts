import { inspect } from 'node:util';
import { EXIT, type ExitCode, UserError } from '../core/user-error.ts';
import { type AwsFault, explainAwsError } from './aws-errors.ts';
import type { ErrorExplanation } from './error-explanation.ts';
import { notice } from './output/stdio.ts';
import { explainSystemError, explainTimeout, type SystemFault } from './system-errors.ts';
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

/** Prints one line to stderr. With the environment variable TAILGATE_DEBUG, also the stack.
 *  @returns the exit code. */
export function reportError(error: unknown): number {
  const { message, exitCode } = explainError(error);
  if (message && exitCode !== EXIT.INTERRUPTED) notice(`error: ${message}`);
  if (process.env.TAILGATE_DEBUG && error instanceof Error) for (const line of stackOf(error)) notice(line);
  return exitCode;
}

/** The lines of the stack of an error, and of its causes. */
function stackOf(error: Error): string[] {
  return inspect(error).split('\n');
}

/** Ends the process with one line about an error that nothing caught. */
export function exitOnUncaughtErrors(): void {
  // Node.js would print the minified source line.
  process.on('uncaughtException', (error) => process.exit(reportError(error)));
}

interface Fault extends UsageFault, AwsFault, SystemFault {
  readonly name?: string;
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
  const message = firstLine(fault.message);
  if (fault.name === 'AbortError') return { message, exitCode: EXIT.INTERRUPTED };
  const known = explainAwsError(fault, message);
  if (known) return known;
  // The SDK gives connections that were reset the same name, with a code.
  if (fault.name === 'TimeoutError' && (fault.code === undefined || message.startsWith('@smithy')))
    return explainTimeout(fault);
  const system = explainSystemError(fault, message);
  if (system) return system;
  return fault.$metadata === undefined ? explainBug(fault, message) : explainServiceError(fault, message);
}

function explainServiceError(fault: Fault, message: string): ErrorExplanation {
  const { name = 'Error', $metadata } = fault;
  const text = message === '' || message === 'UnknownError' ? `HTTP status ${$metadata?.httpStatusCode}` : message;
  return { message: `${name}: ${text}`, exitCode: EXIT.SERVICE_ERROR };
}

/** Errors that the engine or Node.js throws for mistakes in a program. Their messages help only its authors. */
const ERRORS_OF_THE_ENGINE = /^(TypeError|RangeError|ReferenceError|SyntaxError|EvalError|URIError|AssertionError)$/;

function explainBug(fault: Fault, message: string): ErrorExplanation {
  const { name = '' } = fault;
  const hasMessage = message !== '' && !ERRORS_OF_THE_ENGINE.test(name);
  const what = hasMessage ? message.replace(/\.$/, '') : `an unexpected ${name || 'error'}`;
  return {
    message: `This is a bug of Tailgate: ${what}. Run the command again with TAILGATE_DEBUG=1, and report what it prints.`,
    exitCode: EXIT.BUG,
  };
}

/** oclif puts a line before the message of a flag's parser. */
function withoutFlagPrefix(message: string): string {
  return message.replace(/^Parsing --\S+ *\n\s*/, '');
}

/** @param message of a thrown value, which can be anything. */
function firstLine(message: unknown): string {
  return typeof message === 'string' ? (message.split('\n', 1)[0] ?? '') : '';
}
