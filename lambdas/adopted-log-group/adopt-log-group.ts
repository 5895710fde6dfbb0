import {
  AssociateKmsKeyCommand,
  type CloudWatchLogsClient,
  CreateLogGroupCommand,
  DisassociateKmsKeyCommand,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import type { CallRetries } from '../custom-resource/call-retries.ts';

/** The log group to adopt, and its new settings. */
export interface LogGroupSettings {
  readonly logGroupName: string;
  readonly retentionInDays: number;
  /** The ARN of the KMS key that encrypts new events. @default - the key that the group has, or CloudWatch Logs' own key */
  readonly kmsKeyId?: string | undefined;
  /** The tags of the group if it is created. An existing group keeps its tags. @default none */
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

/** Creates the log group, or adopts an existing one, and sets its retention and key. It may run again. API Gateway may create the group
 *  at the same time: then CloudWatch Logs aborts calls, and they are retried.
 *  @throws the error of CloudWatch Logs. */
export async function adoptLogGroup(
  settings: LogGroupSettings,
  client: Pick<CloudWatchLogsClient, 'send'>,
  retries: CallRetries,
): Promise<void> {
  const { logGroupName, retentionInDays, kmsKeyId, tags } = settings;
  const create = new CreateLogGroupCommand({
    logGroupName,
    ...(kmsKeyId !== undefined && { kmsKeyId }),
    ...(tags && { tags }),
  });
  try {
    await retries.call((options) => client.send(create, options), isKeyRefused);
  } catch (error) {
    if ((error as Error).name !== 'ResourceAlreadyExistsException') throw error;
    if (kmsKeyId !== undefined) {
      const associate = new AssociateKmsKeyCommand({ logGroupName, kmsKeyId });
      await retries.call((options) => client.send(associate, options), isKeyRefused);
    }
  }
  const putRetention = new PutRetentionPolicyCommand({ logGroupName, retentionInDays });
  await retries.call((options) => client.send(putRetention, options));
}

/** New events of the log group are encrypted with the key of CloudWatch Logs. Earlier events still need the key that they have.
 *  @throws the error of CloudWatch Logs. */
export async function removeKey(
  logGroupName: string,
  client: Pick<CloudWatchLogsClient, 'send'>,
  retries: CallRetries,
): Promise<void> {
  await retries.call((options) => client.send(new DisassociateKmsKeyCommand({ logGroupName }), options));
}

/** A change of the key's policy is effective late, as changes of IAM are.
 *  @see https://docs.aws.amazon.com/kms/latest/developerguide/accessing-kms.html#programming-eventual-consistency */
function isKeyRefused({ name, message }: Error): boolean {
  return name === 'InvalidParameterException' && /kms/i.test(message);
}
