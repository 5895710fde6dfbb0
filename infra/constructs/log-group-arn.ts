import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** The ARN of a log group in the account and region of `scope`.
 *  @param name the name of the log group, or a pattern. Add `:*` for permissions on its log streams. */
export function logGroupArn(scope: IConstruct, name: string): string {
  return Stack.of(scope).formatArn({
    service: 'logs',
    resource: 'log-group',
    resourceName: name,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}
