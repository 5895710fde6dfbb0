import type { ApiType } from '../access-log-format.ts';

/** The lookups in an AWS account, or in the local AWS, that are needed to resolve targets. The CLI implements it with the AWS SDK.
 *  Each method throws a MissingPermissionError when the credentials lack its permission. */
export interface Account {
  /** The log group that a function is configured to write to; undefined when the function does not exist. */
  functionLogGroup(functionName: string): Promise<string | undefined>;
  functionNames(): Promise<readonly string[]>;
  hasLogGroup(name: string): Promise<boolean>;
  logGroupNames(): Promise<readonly string[]>;
  /** REST, HTTP and WebSocket APIs. */
  apis(): Promise<readonly ApiName[]>;
  apiStages(api: ApiName): Promise<readonly ApiStage[]>;
  /** The names of the functions that an API's routes call. */
  apiFunctions(api: ApiName): Promise<readonly string[]>;
  /** The resources of a CloudFormation stack; undefined when the stack does not exist.
   *  @param stackName or its ARN, which is the physical id of a nested stack. */
  stackResources(stackName: string): Promise<readonly StackResource[] | undefined>;
  /** The names of all CloudFormation stacks, except deleted ones. */
  stackNames(): Promise<readonly string[]>;
  /** Called with a line without a newline when something was assumed or left out because of a missing permission. */
  notice?(message: string): void;
}

/** An API, its id and its name. */
export interface ApiName {
  readonly id: string;
  readonly name: string;
  readonly protocol: ApiType;
}

/** A stage of an API, and its log groups. */
export interface ApiStage {
  readonly name: string;
  readonly accessLogGroup?: string;
  /** Only set when the stage writes execution logs. HTTP APIs have no execution logs. */
  readonly executionLogGroup?: string;
  /** Routes that only load balancers and monitors call, such as `GET /health`, from the stage's tag. */
  readonly healthChecks?: readonly string[];
}

/** A resource of a CloudFormation stack. */
export interface StackResource {
  /** Such as `AWS::Logs::LogGroup`. */
  readonly type: string;
  /** The name or the id that the resource's service uses. */
  readonly physicalId: string;
}
