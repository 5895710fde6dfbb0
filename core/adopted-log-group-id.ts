/** Log group names have no colon.
 *  @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html */
const SEPARATOR = ':';

/** The physical id of the custom resource that creates or adopts a log group.
 *  @param requestId the request to the custom resource for which the group was created, if it did not exist before. */
export function adoptedLogGroupId(logGroupName: string, requestId: string): string {
  return `${logGroupName}${SEPARATOR}${requestId}`;
}

/** The parts of a physical id. `requestId` is undefined for a log group that is never deleted: its id is the name. */
export function parseAdoptedLogGroupId(physicalId: string): {
  readonly logGroupName: string;
  readonly requestId: string | undefined;
} {
  const [logGroupName = '', requestId] = physicalId.split(SEPARATOR);
  return { logGroupName, requestId };
}
