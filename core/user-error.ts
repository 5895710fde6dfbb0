/** The exit codes of `logs`. */
export const EXIT = {
  /** Also when the reader of a pipe has closed it. */
  SUCCESS: 0,
  /** Nothing was found; `logs check` ends with it when it found an error. */
  NOTHING_FOUND: 1,
  USAGE_ERROR: 2,
  /** Credentials or a permission are missing, or have expired. */
  NO_ACCESS: 3,
  TARGET_NOT_FOUND: 4,
  /** AWS, or another service, failed or could not be reached. */
  SERVICE_ERROR: 5,
  /** This machine failed: a file, or the output, cannot be read or written. */
  LOCAL_ERROR: 6,
  /** A bug of this program. The number is `EX_SOFTWARE`.
   *  @see https://man.freebsd.org/cgi/man.cgi?query=sysexits */
  BUG: 70,
  INTERRUPTED: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** An error that ends a command. The command prints `message`, one line: what happened, with which value, and the hint. */
export abstract class UserError extends Error {
  /** The exit code of the command: one of `EXIT`, or that of a program that `logs run` could not start. */
  abstract readonly exitCode: number;
  /** The next step for the user, such as a command to type. `message` ends with it. */
  readonly hint: string | undefined;

  constructor(problem: string, hint?: string, options?: ErrorOptions) {
    super(hint === undefined ? problem : `${problem} ${hint}`, options);
    this.hint = hint;
  }
}
