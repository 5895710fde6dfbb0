import { DescribeStacksCommand, paginateDescribeStackEvents } from '@aws-sdk/client-cloudformation';
import { isThrottle, isTransient } from '../../core/sources/service-errors.ts';
import type { AwsClients } from './aws-clients.ts';
import { type WaitOptions, waitFor } from './wait-for.ts';

/** The status of a stack; undefined when it does not exist. */
export async function stackStatus({ cloudFormation }: AwsClients, StackName: string): Promise<string | undefined> {
  try {
    const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName }));
    return Stacks[0]?.StackStatus;
  } catch (error) {
    if (/does not exist/.test((error as Error).message)) return undefined;
    throw error;
  }
}

/** The outputs of a stack; empty when it does not exist. */
export async function stackOutputs(
  { cloudFormation }: AwsClients,
  StackName: string,
): Promise<Readonly<Record<string, string>>> {
  const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName }));
  return Object.fromEntries(
    (Stacks[0]?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
  );
}

/** Waits until CloudFormation has ended what it does with these stacks: an interrupted command does not end it. A stack with
 *  REVIEW_IN_PROGRESS has a change set that is never executed: an interrupted command leaves it so for ever. A lost connection is waited
 *  for: the clean-up must not end with it.
 *  @throws Error after the timeout. */
export async function waitUntilSettled(
  clients: AwsClients,
  names: readonly string[],
  options: WaitOptions,
): Promise<void> {
  const settled = await waitFor(async () => {
    const states = await Promise.all(names.map((name) => stackStatus(clients, name))).catch((error: Error) => {
      if (!isTransient(error) && !isThrottle(error)) throw error;
    });
    return states === undefined ||
      states.some((status) => status?.endsWith('_IN_PROGRESS') && status !== 'REVIEW_IN_PROGRESS')
      ? undefined
      : true;
  }, options);
  if (!settled) throw new Error(`CloudFormation still works on ${names.join(', ')}, or there is no connection`);
}

/** An event of a stack. */
export interface StackEvent {
  readonly logicalId: string;
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  /** Epoch milliseconds. */
  readonly time: number;
}

/** The events of a stack, oldest first. */
export async function stackEvents({ cloudFormation }: AwsClients, StackName: string): Promise<StackEvent[]> {
  const events: StackEvent[] = [];
  for await (const page of paginateDescribeStackEvents({ client: cloudFormation }, { StackName })) {
    for (const event of page.StackEvents ?? []) {
      events.push({
        logicalId: event.LogicalResourceId ?? '',
        type: event.ResourceType ?? '',
        status: event.ResourceStatus ?? '',
        reason: event.ResourceStatusReason ?? '',
        time: event.Timestamp?.getTime() ?? 0,
      });
    }
  }
  return events.reverse();
}
