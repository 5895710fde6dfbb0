import { EXIT, UserError } from '../user-error.ts';

/** The target has an invalid form, so it does not exist in any account. */
export class InvalidTargetError extends UserError {
  override name = 'InvalidTargetError';
  readonly exitCode = EXIT.USAGE_ERROR;
}

/** Nothing in the account has the name that the user typed. */
export class UnknownTargetError extends UserError {
  override name = 'UnknownTargetError';
  readonly exitCode = EXIT.TARGET_NOT_FOUND;
  readonly target: string;
  /** The existing names with the most similar spelling: nearest first, three at most. */
  readonly nearest: readonly string[];

  /** @param kind the kinds of names that were searched: `function or log group`, `API`, … */
  constructor(target: string, kind: string, nearest: readonly string[]) {
    super(
      `No ${kind} is called "${target}".`,
      nearest.length > 0 ? `Nearest: ${nearest.join(', ')}.` : '`logs groups` lists the log groups.',
    );
    this.target = target;
    this.nearest = nearest;
  }
}

/** The target exists, but does not write logs to CloudWatch. */
export class NoLogsError extends UserError {
  override name = 'NoLogsError';
  readonly exitCode = EXIT.TARGET_NOT_FOUND;

  constructor(targets: readonly string[]) {
    super(
      `${targets.join(', ')}: there are no logs. No access log or execution log is turned on, and no integration calls a function.`,
    );
  }
}

/** The credentials lack a permission that is needed to find the log groups. */
export class MissingPermissionError extends UserError {
  override name = 'MissingPermissionError';
  readonly exitCode = EXIT.NO_ACCESS;
  readonly permission: string;

  /** @param permission as IAM policies name it, such as `lambda:ListFunctions`.
   *  @param consequence what cannot be found without it, as a clause: `the API "notes" cannot be looked up`. */
  constructor(permission: string, consequence?: string) {
    const about = consequence === undefined ? '' : `: ${consequence}`;
    super(
      `These credentials lack the permission ${permission}${about}.`,
      'Request the permission, or use the names of the log groups as targets.',
    );
    this.permission = permission;
  }
}

/** Resolves to the result of `request`, or, if the permission for it is missing, to the result of `instead`. */
export async function orIfDenied<T, U>(
  request: Promise<T>,
  instead: (denied: MissingPermissionError) => U | Promise<U>,
): Promise<T | U> {
  try {
    return await request;
  } catch (error) {
    if (error instanceof MissingPermissionError) return instead(error);
    throw error;
  }
}
