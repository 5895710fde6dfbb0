/** A filter pattern that the service rejects. `message` is the message of the service's `InvalidParameterException`; `hint` explains
 *  where and why the pattern is wrong, and what to write instead.
 *  @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_TestMetricFilter.html */
export class FilterPatternError extends Error {
  override name = 'FilterPatternError';
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}

/** The kind of pattern that the error message names: "metric filter" for PutMetricFilter and TestMetricFilter, "filter" for other
 *  actions. */
export type PatternPurpose = 'filter' | 'metric filter';

/** The error for a pattern that is invalid as a whole. */
export function invalidPattern(purpose: PatternPurpose, hint: string): FilterPatternError {
  return new FilterPatternError(`Invalid ${purpose} pattern`, hint);
}

/** The service quotes the term up to and including the first invalid character. */
export function invalidTerm(term: string, hint: string): FilterPatternError {
  return new FilterPatternError(`Invalid character(s) in term '${term}'`, hint);
}
