import type { ILogGroup } from 'aws-cdk-lib/aws-logs';

/** A log group that the Logs API serves. */
export interface ServedLog {
  /** The name in the Logs API: `lambda/<function>`, `access/<api>/<stage>`, `api-gateway/<api>/<stage>`. */
  readonly name: string;

  /** What writes to the log group: a function, or API Gateway (access log or execution log); `group` for any other group. */
  readonly kind: 'function' | 'access' | 'execution' | 'group';

  readonly logGroup: ILogGroup;

  /**
   * The name of the function that writes to the log group. Required for the kind `function`.
   * @default - none
   */
  readonly functionName?: string;

  /**
   * For access logs: the names of the functions that the routes of the API invoke.
   * @default - none
   */
  readonly functionNames?: readonly string[];
}
