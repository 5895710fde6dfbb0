/** The account holds the answer, but these credentials may not ask for it. */
export class MissingPermissionError extends Error {
  override name = 'MissingPermissionError';
  readonly permission: string;

  /** @param permission as IAM policies name it, such as `lambda:ListFunctions`.
   *  @param consequence what cannot be known for want of it. */
  constructor(permission: string, consequence?: string) {
    const about = consequence === undefined ? '' : `: ${consequence}`;
    super(
      `These credentials lack the permission ${permission}${about}. Ask for it, or name the log groups themselves.`,
    );
    this.permission = permission;
  }
}

/** What an account answers; where the permission to ask is missing, what `instead` makes of that. */
export async function ifDenied<T, U>(
  answer: Promise<T>,
  instead: (denied: MissingPermissionError) => U | Promise<U>,
): Promise<T | U> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof MissingPermissionError) return instead(error);
    throw error;
  }
}
