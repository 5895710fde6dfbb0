/** What the user named can be nothing that has logs, whatever the account holds. */
export class InvalidTargetError extends Error {
  override name = 'InvalidTargetError';
}
