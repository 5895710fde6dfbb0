/** What the user named is there, and none of it writes logs to CloudWatch. */
export class NoLogsError extends Error {
  override name = 'NoLogsError';

  constructor(targets: readonly string[]) {
    super(
      `${targets.join(', ')}: there are no logs. No access or execution log is turned on, and no function is behind it.`,
    );
  }
}
