import { ArnFormat, type RemovalPolicy, Stack } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IConstruct } from 'constructs';

/** How a log group keeps its events. */
export interface LogGroupSettings {
  readonly retention: RetentionDays;
  readonly removalPolicy: RemovalPolicy;
  readonly encryptionKey?: IKey | undefined;
}

interface LogGroupProps {
  readonly retention: RetentionDays;
  readonly removalPolicy: RemovalPolicy;
  readonly encryptionKey?: IKey;
}

/** Props of a `LogGroup` in the stack of `scope`. Allows CloudWatch Logs to use the key: it refuses to create the group without it.
 *  @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html */
export function logGroupProps(scope: IConstruct, settings: LogGroupSettings): LogGroupProps {
  const { retention, removalPolicy, encryptionKey } = settings;
  encryptionKey?.grantEncryptDecrypt(new ServicePrincipal(`logs.${Stack.of(scope).region}.amazonaws.com`));
  return { retention, removalPolicy, ...(encryptionKey && { encryptionKey }) };
}

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
