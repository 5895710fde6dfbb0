import { Duration } from 'aws-cdk-lib';

/** Lambda invokes a function that failed twice again, after one and two minutes.
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
const ATTEMPTS = 3;
const PAUSES_SECONDS = 60 + 120;
/** Time for the queue of the invocations. */
const QUEUE_SECONDS = 60;

/** How long CloudFormation waits for a custom resource: until the last invocation of its function has ended, instead of an hour.
 *  @param functionTimeout the timeout of the function. */
export function customResourceTimeout(functionTimeout: Duration): Duration {
  return Duration.seconds(ATTEMPTS * functionTimeout.toSeconds() + PAUSES_SECONDS + QUEUE_SECONDS);
}
