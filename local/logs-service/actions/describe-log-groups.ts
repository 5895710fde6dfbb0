import { type ActionContext, action } from '../action.ts';
import { readPage } from '../list-page.ts';
import { groupNameInIdentifier, logGroupArn } from '../log-group-arn.ts';
import { invalidParameter } from '../service-error.ts';
import type { LogGroup } from '../store/log-group-table.ts';
import {
  accountIdentifiers,
  describeLimit,
  logGroupClass,
  logGroupIdentifier,
  logGroupName,
  nextToken,
} from '../validation/members.ts';
import { boolean, list, string } from '../validation/shapes.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html */
export const describeLogGroups = action({
  name: 'DescribeLogGroups',
  input: {
    accountIdentifiers,
    logGroupNamePrefix: logGroupName,
    logGroupNamePattern: string({ min: 0, max: 512, pattern: '[\\.\\-_/#A-Za-z0-9]*' }),
    nextToken,
    limit: describeLimit,
    includeLinkedAccounts: boolean(),
    logGroupClass,
    logGroupIdentifiers: list(logGroupIdentifier, { min: 1, max: 50 }),
  },
  run(input, context) {
    const { logGroupNamePrefix: prefix, logGroupNamePattern: pattern, logGroupClass, logGroupIdentifiers } = input;
    if (prefix !== undefined && pattern !== undefined) {
      throw invalidParameter('LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.');
    }
    const names =
      logGroupIdentifiers && new Set(logGroupIdentifiers.map((each) => groupNameInIdentifier(context, each)));
    const matches = (group: LogGroup) =>
      (logGroupClass === undefined || group.class === logGroupClass) &&
      (pattern === undefined || group.name.includes(pattern)) &&
      (names === undefined || names.has(group.name));

    const { items, nextToken } = readPage<LogGroup>(context, 'DescribeLogGroups', {
      nextToken: input.nextToken,
      limit: input.limit,
      items: (cursor) => groupsWithPrefix(context, prefix ?? '', cursor?.[0] as string | undefined).filter(matches),
      cursor: (group) => [group.name],
    });
    // "If you specify logGroupNamePattern in your request, then only arn, creationTime, and logGroupName are included"
    const describe = pattern === undefined ? describeCompletely : describeBriefly;
    return { logGroups: items.map((group) => describe(context, group)), nextToken };
  },
});

function* groupsWithPrefix({ store }: ActionContext, prefix: string, after: string | undefined): Generator<LogGroup> {
  const exactMatch = after === undefined ? store.groups.get(prefix) : undefined;
  if (exactMatch) yield exactMatch;
  for (const group of store.groups.after(after ?? prefix)) {
    if (!group.name.startsWith(prefix)) return;
    yield group;
  }
}

function describeBriefly(context: ActionContext, group: LogGroup) {
  const arn = logGroupArn(context, group.name);
  return {
    logGroupName: group.name,
    creationTime: group.creationTime,
    metricFilterCount: 0,
    arn: `${arn}:*`,
    logGroupClass: group.class,
    logGroupArn: arn,
  };
}

function describeCompletely(context: ActionContext, group: LogGroup) {
  return {
    ...describeBriefly(context, group),
    retentionInDays: group.retentionInDays,
    storedBytes: group.storedBytes,
    kmsKeyId: group.kmsKeyId,
    deletionProtectionEnabled: group.deletionProtection,
    bearerTokenAuthenticationEnabled: false,
  };
}
