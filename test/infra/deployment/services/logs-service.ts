import type { Service } from './service.ts';

const CONTENT_TYPE = 'application/x-amz-json-1.1';

interface LogsInput {
  readonly logGroupName?: string;
  readonly tags?: object;
  /** Of the actions for tags: the ARN of the group without `:*`, also for permissions.
   *  @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_LogGroup.html */
  readonly resourceArn?: string;
}

/** The local CloudWatch Logs, with its JSON protocol. */
export const LOGS_SERVICE: Service = {
  name: 'logs',
  contentType: CONTENT_TYPE,
  accessDenied: { name: 'AccessDeniedException', status: 400 },
  readCall({ headers, body }, { region }, account) {
    const action = headers['x-amz-target']?.split('.')[1] ?? '';
    const input = JSON.parse(body) as LogsInput;
    const group = `arn:aws:logs:${region}:${account.accountId}:log-group:${input.logGroupName}`;
    return {
      required: [
        // Messages about refused calls end like this: https://repost.aws/knowledge-center/cloudwatch-log-group-access-denied
        { action: `logs:${action}`, resource: input.resourceArn ?? `${group}:log-stream:` },
        // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
        ...(input.tags ? [{ action: 'logs:TagResource', resource: group }] : []),
      ],
      run: () => {
        const { logGroupName } = input;
        // The local service has no keys of its own: the group must exist, and nothing else changes.
        const isAboutKey = action === 'AssociateKmsKey' || action === 'DisassociateKmsKey';
        const [name, members] = isAboutKey ? ['ListTagsLogGroup', { logGroupName }] : [action, input];
        return JSON.stringify(account.region(region).logs(name, members) ?? {});
      },
    };
  },
  errorResponse: ({ name, message, status }) => ({
    statusCode: status,
    headers: { 'content-type': CONTENT_TYPE },
    body: JSON.stringify({ __type: name, message }),
  }),
};
