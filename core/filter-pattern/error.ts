/** A filter pattern that the service refuses. `message` is in the service's words, as it stands in its
 *  `InvalidParameterException`; `hint` says more: where, why, and what to write instead.
 *  @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_TestMetricFilter.html */
export class FilterPatternError extends Error {
  override name = 'FilterPatternError';
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}

/** What a pattern is for. The service says "Invalid metric filter pattern" from PutMetricFilter and TestMetricFilter,
 *  "Invalid filter pattern" elsewhere. */
export type PatternPurpose = 'filter' | 'metric filter';

export function invalidPattern(purpose: PatternPurpose, hint: string): FilterPatternError {
  return new FilterPatternError(`Invalid ${purpose} pattern`, hint);
}

/** The service quotes what it read of a term, up to and with the first character that cannot stand there. */
export function invalidTerm(term: string, hint: string): FilterPatternError {
  return new FilterPatternError(`Invalid character(s) in term '${term}'`, hint);
}
