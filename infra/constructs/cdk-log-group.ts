import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
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
 *  Allows CloudWatch Logs to use the key.
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html */
export function logGroupProps(scope: IConstruct, settings: LogGroupSettings): LogGroupProps {
  const { retention, removalPolicy, encryptionKey } = settings;
  if (encryptionKey !== undefined) allowCloudWatchLogs(scope, encryptionKey);
  return { retention, removalPolicy: exceptOnCreate(removalPolicy), ...(encryptionKey && { encryptionKey }) };
}

/** CloudWatch Logs refuses to create a log group with a key that it may not use. It may use the key only for log groups of this account. An
 *  imported key stays as it is.
 *
 *  In China and in isolated regions, the name of the service ends in the domain of the partition.
 *  @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
 *  @see https://github.com/serverless/serverless/issues/12087 */
function allowCloudWatchLogs(scope: IConstruct, key: IKey): void {
  const { region, urlSuffix } = Stack.of(scope);
  key.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal(`logs.${region}.${urlSuffix}`)],
      actions: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
      resources: ['*'],
      conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': logGroupArn(scope, '*') } },
    }),
  );
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
