import { Stack } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IConstruct } from 'constructs';

/** The key of a log group, once CloudWatch Logs may use it: the group cannot be made before.
 *  @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html */
export function loggingKey(scope: IConstruct, key: IKey | undefined): { readonly encryptionKey?: IKey } {
  if (key === undefined) return {};
  key.grantEncryptDecrypt(new ServicePrincipal(`logs.${Stack.of(scope).region}.amazonaws.com`));
  return { encryptionKey: key };
}
