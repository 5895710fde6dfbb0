/** What finding a target needs to know of an AWS account (or of the local one). The CLI answers it with the AWS SDK. */
export interface Account {
  /** The log group that a function is configured to write to; undefined when there is no such function. */
  functionLogGroup(functionName: string): Promise<string | undefined>;
  functionNames(): Promise<readonly string[]>;
  hasLogGroup(name: string): Promise<boolean>;
  logGroupNames(): Promise<readonly string[]>;
}
