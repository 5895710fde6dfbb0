/** What finding a target needs to know of an AWS account (or of the local one). The CLI answers it with the AWS SDK.
 *  A question that the credentials may not ask is answered with a MissingPermissionError. */
export interface Account {
  /** The log group that a function is configured to write to; undefined when there is no such function. */
  functionLogGroup(functionName: string): Promise<string | undefined>;
  functionNames(): Promise<readonly string[]>;
  hasLogGroup(name: string): Promise<boolean>;
  logGroupNames(): Promise<readonly string[]>;
  /** REST, HTTP and WebSocket APIs. */
  apis(): Promise<readonly ApiName[]>;
  apiStages(api: ApiName): Promise<readonly ApiStage[]>;
  /** The functions behind an API's routes. */
  apiFunctions(api: ApiName): Promise<readonly string[]>;
  /** What a CloudFormation stack holds; undefined when there is no such stack.
   *  @param stackName or its ARN, which is the physical id of a nested stack. */
  stackResources(stackName: string): Promise<readonly StackResource[] | undefined>;
  /** Names of the CloudFormation stacks that were not deleted. */
  stackNames(): Promise<readonly string[]>;
  /** Told what was assumed, or left out, for want of a permission: one line, without a newline. */
  notice?(message: string): void;
}

export interface ApiName {
  readonly id: string;
  readonly name: string;
  readonly protocol: 'REST' | 'HTTP' | 'WEBSOCKET';
}

export interface ApiStage {
  readonly name: string;
  readonly accessLogGroup?: string;
  /** There only when the stage writes execution logs; HTTP APIs have none. */
  readonly executionLogGroup?: string;
  /** Routes that only load balancers and monitors call, such as `GET /health`: what the stage's tag names. */
  readonly healthChecks?: readonly string[];
}

export interface StackResource {
  /** Such as `AWS::Logs::LogGroup`. */
  readonly type: string;
  /** Its name or id, as the service of the resource calls it. */
  readonly physicalId: string;
}
