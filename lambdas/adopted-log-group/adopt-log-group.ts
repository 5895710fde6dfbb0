import {
  AssociateKmsKeyCommand,
  type CloudWatchLogsClient,
  CreateLogGroupCommand,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs';

export interface LogGroupSettings {
  readonly logGroupName: string;
  readonly retentionInDays: number;
  /** Encrypts what comes in from now on. @default - the service's own key, or the one that the group has */
  readonly kmsKeyId?: string;
}

/** Makes the log group, or takes over the one that is there, and bounds it. Doing it again changes nothing.
 *  @throws the service's error. */
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
