/** The names of the log groups that the probe function tries to create, by the ARN that its policy allows. */
export function probeGroups(prefix: string) {
  const name = (form: string) => `/${prefix}/probe/${form}`;
  return {
    /** `log-group:NAME` */
    byGroup: name('group'),
    /** `log-group:NAME:*` */
    byAnyStream: name('any-stream'),
    /** `log-group:NAME:log-stream:` */
    byEmptyStream: name('empty-stream'),
    /** No statement allows it: the error names the ARN that AWS evaluated. */
    notAllowed: name('not-allowed'),
  };
}

/** The log group that the failing stack creates before it fails. */
export function rolledBackGroup(prefix: string): string {
  return `/${prefix}/rolled-back`;
}
