import type { Duration } from 'aws-cdk-lib';
import type { DomainNameOptions } from 'aws-cdk-lib/aws-apigateway';
import type { ServedLog } from './served-log.ts';

export interface LogsApiProps {
  /** The logs that the API serves, about 15 to 20 at most; it has no permissions for others. API calls are indexed from the access logs and
   *  the logs of functions among them: each of these log groups gets one subscription filter, and CloudWatch Logs limits their number. */
  readonly logs: readonly ServedLog[];

  /**
   * How long an API call is kept in the index.
   * @default Duration.days(90)
   */
  readonly callRetention?: Duration;

  /**
   * The maximum number of concurrent requests, open streams included. Further requests get 429 with `Retry-After`. Twice as many
   * executions are reserved for the API, so that it can answer them: the other functions of the account cannot use those. A new account
   * has a quota of 10, of which nothing can be reserved, and the deployment would fail there.
   * @default - 20 requests, and nothing is reserved: the API shares the concurrency of the account
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
   */
  readonly concurrency?: number;

  /**
   * The domain name of the API, with its certificate.
   * @default - the API has only the URL that API Gateway generates
   */
  readonly domainName?: DomainNameOptions;
}
