import type { LiveTailGroup } from './live-tail-group.ts';

/** How many sessions to try. Enough to find two of ten log groups by bisection, or six groups if the messages name them. */
const MAX_TRIES = 12;

/** Errors of StartLiveTail that one of the log groups may cause: the policy does not include it, its class does not support Live
 *  Tail, or it does not exist.
 *  @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartLiveTail.html */
const GROUP_ERRORS: ReadonlySet<string> = new Set([
  'AccessDeniedException',
  'InvalidParameterException',
  'InvalidOperationException',
  'ValidationException',
  'ResourceNotFoundException',
]);

/** Whether the error may concern only one log group, so that a session of the others may start. */
export function mayConcernOneGroup(error: unknown): boolean {
  return GROUP_ERRORS.has((error as Error).name);
}

/** Finds the log groups that cause the service to refuse a session: the one that the error names, or by bisection.
 *  @param refusal the error of a session of all members.
 *  @param start tries a session of some members.
 *  @returns the groups without which a session starts, or all groups when that would take too many tries.
 *  @throws any other error of `start`. */
export async function findRefusedGroups(
  members: readonly LiveTailGroup[],
  refusal: unknown,
  start: (some: readonly LiveTailGroup[]) => Promise<unknown>,
): Promise<readonly LiveTailGroup[]> {
  let tries = 0;
  /** The error with which the service refuses a session of some members; undefined when it starts. */
  const tryStart = async (some: readonly LiveTailGroup[]): Promise<unknown> => {
    tries += 1;
    try {
      await start(some);
      return undefined;
    } catch (error) {
      if (mayConcernOneGroup(error)) return error;
      throw error;
    }
  };
  const found: LiveTailGroup[] = [];
  let remaining = members;
  for (let error = refusal; error !== undefined && remaining.length > 0; ) {
    const named = groupNamedIn(error, remaining);
    const isNamedRefused = named && remaining.length > 1 && (await tryStart([named])) !== undefined;
    let suspects = isNamedRefused ? [named] : remaining;
    while (suspects.length > 1 && tries < MAX_TRIES) {
      const half = suspects.slice(0, suspects.length / 2);
      suspects = (await tryStart(half)) === undefined ? suspects.slice(half.length) : half;
    }
    if (tries >= MAX_TRIES) return members;
    found.push(...suspects);
    remaining = remaining.filter((member) => !suspects.includes(member));
    error = remaining.length > 0 ? await tryStart(remaining) : undefined;
  }
  return found;
}

/** The log group in the error message, as in `… on resource: arn:aws:logs:…:log-group:<name>:*`. The longest match counts: the name
 *  of one group may be the prefix of another. */
function groupNamedIn(error: unknown, members: readonly LiveTailGroup[]): LiveTailGroup | undefined {
  const { message } = error as Error;
  return members
    .filter(({ arn }) => message.includes(arn))
    .toSorted((a, b) => b.arn.length - a.arn.length)
    .at(0);
}
