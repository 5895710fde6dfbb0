import {
  AssociateKmsKeyCommand,
  type CloudWatchLogsClient,
  CreateLogGroupCommand,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs';

/** The log group to adopt, and its new settings. */
export interface LogGroupSettings {
  readonly logGroupName: string;
  readonly retentionInDays: number;
  /** The ARN of the KMS key that encrypts new events. @default - the key that the group has, or CloudWatch Logs' own key */
  readonly kmsKeyId?: string;
}

/** Creates the log group, or adopts an existing one, and sets its retention and key. It may run again.
 *  @throws the error of CloudWatch Logs. */
export async function adoptLogGroup(
  settings: LogGroupSettings,
  client: Pick<CloudWatchLogsClient, 'send'>,
): Promise<void> {
  const { logGroupName, retentionInDays, kmsKeyId } = settings;
  try {
    await client.send(new CreateLogGroupCommand({ logGroupName, ...(kmsKeyId !== undefined && { kmsKeyId }) }));
  } catch (error) {
    if ((error as Error).name !== 'ResourceAlreadyExistsException') throw error;
    if (kmsKeyId !== undefined) await client.send(new AssociateKmsKeyCommand({ logGroupName, kmsKeyId }));
  }
  await client.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays }));
}
