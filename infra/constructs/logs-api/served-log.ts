import type { ILogGroup } from 'aws-cdk-lib/aws-logs';

/** A log that the Logs API serves. */
export interface ServedLog {
  /** Under which name: `lambda/<function>`, `access/<api>/<stage>`, `api-gateway/<api>/<stage>`. */
  readonly name: string;

  readonly kind: 'function' | 'access' | 'execution' | 'group';

  readonly logGroup: ILogGroup;

  /**
   * The function that writes it.
   * @default - none; needed for the kind `function`
   */
  readonly functionName?: string;

  /**
   * For access logs: the functions behind the API's routes.
   * @default - none
   */
  readonly functionNames?: readonly string[];
}
