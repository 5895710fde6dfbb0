/** What finding a target needs to know of an AWS account (or of the local one). The CLI answers it with the AWS SDK. */
export interface Account {
  /** The log group that a function is configured to write to; undefined when there is no such function. */
  functionLogGroup(functionName: string): Promise<string | undefined>;
  functionNames(): Promise<readonly string[]>;
  hasLogGroup(name: string): Promise<boolean>;
  logGroupNames(): Promise<readonly string[]>;
  /** REST APIs, by id and name. */
  apis(): Promise<readonly ApiName[]>;
  /** The stages of an API with their log groups, and the functions behind its routes. */
  api(id: string): Promise<ApiLogs>;
  /** What a CloudFormation stack holds; undefined when there is no such stack. */
  stackResources(stackName: string): Promise<readonly StackResource[] | undefined>;
}

export interface ApiName {
  readonly id: string;
  readonly name: string;
}

export interface ApiLogs {
  readonly stages: readonly ApiStage[];
  readonly functionNames: readonly string[];
}

export interface ApiStage {
  readonly name: string;
  readonly accessLogGroup?: string;
  /** There only when the stage writes execution logs. */
  readonly executionLogGroup?: string;
}

export interface StackResource {
  /** Such as `AWS::Logs::LogGroup`. */
  readonly type: string;
  /** Its name or id, as the service of the resource calls it. */
  readonly physicalId: string;
}
