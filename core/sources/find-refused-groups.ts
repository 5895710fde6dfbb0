import type { LiveTailGroup } from './live-tail-group.ts';

/** Enough to find two of ten log groups, and six that the service names. */
const MOST_TRIES = 12;

/** Errors by which the service refuses a session that may be the fault of one of its log groups: a policy that leaves it out, a
 *  class without Live Tail, a group that is not there.
 *  @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartLiveTail.html */
const OF_A_GROUP: ReadonlySet<string> = new Set([
  'AccessDeniedException',
  'InvalidParameterException',
  'InvalidOperationException',
  'ValidationException',
  'ResourceNotFoundException',
]);

/** Whether a session of other log groups may start where this one was refused. */
export function mayConcernOneGroup(error: unknown): boolean {
  return OF_A_GROUP.has((error as Error).name);
}

/** Finds the log groups for whose sake the service refuses a session of all of them: the one that it names, or by halves.
 *  @param refusal of a session of all members.
 *  @param start tries a session of some of them.
 *  @returns those without which a session starts; all of them when that would take too many tries.
 *  @throws what `start` fails with otherwise. */
export async function findRefusedGroups(
  members: readonly LiveTailGroup[],
  refusal: unknown,
  start: (some: readonly LiveTailGroup[]) => Promise<unknown>,
): Promise<readonly LiveTailGroup[]> {
  let tries = 0;
  /** The refusal of a session of some of them. */
  const refusalOf = async (some: readonly LiveTailGroup[]): Promise<unknown> => {
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
  let left = members;
  for (let error = refusal; error !== undefined && left.length > 0; ) {
    const named = namedIn(error, left);
    let suspects = named && left.length > 1 && (await refusalOf([named])) !== undefined ? [named] : left;
    while (suspects.length > 1 && tries < MOST_TRIES) {
      const half = suspects.slice(0, suspects.length / 2);
      suspects = (await refusalOf(half)) === undefined ? suspects.slice(half.length) : half;
    }
    if (tries >= MOST_TRIES) return members;
    found.push(...suspects);
    left = left.filter((member) => !suspects.includes(member));
    error = left.length > 0 ? await refusalOf(left) : undefined;
  }
  return found;
}

/** The log group that the service names as the reason, as policies do: `… on resource: arn:aws:logs:…:log-group:<name>:*`. The name
 *  of another may be the beginning of its own. */
function namedIn(error: unknown, members: readonly LiveTailGroup[]): LiveTailGroup | undefined {
  const { message } = error as Error;
  return members
    .filter(({ arn }) => message.includes(arn))
    .toSorted((a, b) => b.arn.length - a.arn.length)
    .at(0);
}
