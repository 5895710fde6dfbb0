import { randomUUID } from 'node:crypto';
import { type ActionContext, action } from '../action.ts';
import { findGroup } from '../find-log-group.ts';
import type { LiveTailEvent } from '../live-tail/sessions.ts';
import { groupNameInArn } from '../log-group-arn.ts';
import { compileMessageFilter } from '../message-filter.ts';
import { invalidOperation, invalidParameter, limitExceeded } from '../service-error.ts';
import type { AppendedEvents } from '../store/store.ts';
import { filterPattern, logGroupIdentifier, logStreamNames } from '../validation/members.ts';
import { list, required } from '../validation/shapes.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartLiveTail.html */
export const startLiveTail = action({
  name: 'StartLiveTail',
  input: {
    logGroupIdentifiers: required(list(logGroupIdentifier, { min: 1, max: 10 })),
    logStreamNames,
    logStreamNamePrefixes: logStreamNames,
    logEventFilterPattern: filterPattern,
  },
  run(input, context) {
    const { logGroupIdentifiers, logStreamNames: names, logStreamNamePrefixes: prefixes } = input;
    if (names && prefixes) {
      throw invalidParameter('logStreamNames and logStreamNamePrefixes are mutually exclusive parameters.');
    }
    if ((names || prefixes) && logGroupIdentifiers.length > 1) {
      throw invalidParameter('logStreamNames and logStreamNamePrefixes need exactly one log group.');
    }
    const matches = compileMessageFilter(input.logEventFilterPattern);
    const groups = new Set(logGroupIdentifiers.map((arn) => tailedGroup(context, arn)));
    if (context.liveTail.isFull) throw limitExceeded();

    const isSelected = (appended: AppendedEvents) =>
      groups.has(appended.group.name) &&
      (names?.includes(appended.stream.name) ?? true) &&
      (prefixes?.some((prefix) => appended.stream.name.startsWith(prefix)) ?? true);
    const select = (appended: AppendedEvents) =>
      isSelected(appended) ? eventsOf(context, appended).filter(({ message }) => matches(message)) : [];
    const start = { requestId: context.requestId, sessionId: randomUUID(), ...input };
    return { stream: (response) => context.liveTail.open(response, { start, select }) };
  },
});

/** The name of a log group to tail. Unlike other actions, Live Tail accepts only ARNs: "Specify each log group by its ARN." */
function tailedGroup(context: ActionContext, arn: string): string {
  const name = groupNameInArn(context, arn);
  if (name === undefined) throw invalidParameter(`${arn} is not the ARN of a log group of this account and Region`);
  const group = findGroup(context, name);
  if (group.class !== 'STANDARD') {
    throw invalidOperation(`Live Tail does not support log groups of class ${group.class}: ${name}`);
  }
  return name;
}

function eventsOf(
  { accountId }: ActionContext,
  { group, stream, events, ingestionTime }: AppendedEvents,
): LiveTailEvent[] {
  return events.map(({ message, timestamp }) => ({
    logStreamName: stream.name,
    logGroupIdentifier: `${accountId}:${group.name}`,
    message,
    timestamp,
    ingestionTime,
  }));
}
