import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
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

/** Props of a `LogGroup` in the stack of `scope`. RETAIN becomes RETAIN_ON_UPDATE_OR_DELETE: after a failed creation, CloudFormation
 *  deletes the group, which is empty. Otherwise a group with a fixed name would make the next deployment fail.
 *
 *  Allows CloudWatch Logs to use the key: it refuses to create the group without it.
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
 *  @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html */
export function logGroupProps(scope: IConstruct, settings: LogGroupSettings): LogGroupProps {
  const { retention, removalPolicy, encryptionKey } = settings;
  encryptionKey?.grantEncryptDecrypt(new ServicePrincipal(`logs.${Stack.of(scope).region}.amazonaws.com`));
  return { retention, removalPolicy: exceptOnCreate(removalPolicy), ...(encryptionKey && { encryptionKey }) };
}

function exceptOnCreate(removalPolicy: RemovalPolicy): RemovalPolicy {
  return removalPolicy === RemovalPolicy.RETAIN ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : removalPolicy;
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
