import { CloudWatchLogsClient, type StartLiveTailCommandOutput } from '@aws-sdk/client-cloudwatch-logs';
import type { FollowedEvent, LogSource } from '../../../core/log-event.ts';
import { RateBudget } from '../../../core/rate-budget.ts';
import { follow } from '../../../core/sources/follow.ts';
import { liveTail } from '../../../core/sources/live-tail.ts';
import type { Selection } from '../../../core/sources/read-pages.ts';
import { type Faults, FaultyLogs } from './faulty-logs.ts';
import type { ScriptedEvent } from './scripted-event.ts';
import { VirtualClock } from './virtual-clock.ts';

export const MINUTE = 60_000;

export interface Scenario {
  readonly events: (start: number) => ScriptedEvent[];
  readonly faults?: (start: number) => Partial<Faults>;
  readonly groups?: readonly string[];
  /** @default the groups, with their names as labels */
  readonly sources?: readonly LogSource[];
  /** How long to follow, in virtual time. */
  readonly minutes: number;
  readonly quota?: number;
  readonly seed?: number;
  readonly resolve?: (now: number, start: number) => readonly LogSource[];
  readonly maxSeenEvents?: number;
  readonly selection?: Selection;
  /** Whether to follow with Live Tail. @default false */
  readonly live?: boolean;
}

/** Follows a fake CloudWatch Logs in virtual time. */
export async function followScript(scenario: Scenario) {
  const { groups = ['g'], minutes, quota = 10, seed = 1, maxSeenEvents, selection } = scenario;
  const clock = new VirtualClock();
  const start = clock.now();
  const events = scenario.events(start);
  const server = new FaultyLogs(events, { pageSize: 7, ...scenario.faults?.(start) }, clock, seed);
  const endpoint = await server.start();
  const client = new CloudWatchLogsClient({
    endpoint,
    region: 'eu-central-1',
    maxAttempts: 1,
    disableHostPrefix: true,
    credentials: { accessKeyId: 'x', secretAccessKey: 'y' },
  });
  const send = client.send.bind(client);
  // Virtual time stops during a call.
  client.send = (async (...args: Parameters<typeof send>) => {
    clock.busy += 1;
    try {
      const output = (await send(...args)) as unknown as Partial<StartLiveTailCommandOutput>;
      const { responseStream } = output;
      return responseStream ? { ...output, responseStream: server.live.watch(responseStream) } : output;
    } finally {
      clock.busy -= 1;
    }
  }) as typeof client.send;
  const end = new AbortController();
  const shown: (FollowedEvent & { readonly shownAt: number })[] = [];
  const notices: string[] = [];
  const { resolve } = scenario;
  const logs = { client, clock, budget: new RateBudget(quota, clock), signal: end.signal };
  const sources = scenario.sources ?? groups.map((group) => ({ group, label: group }));
  const following = (async () => {
    const options = {
      since: start - 10 * MINUTE,
      notice: (line: string) => notices.push(line),
      ...(selection !== undefined && { selection }),
      ...(maxSeenEvents !== undefined && { maxSeenEvents }),
      ...(resolve && { resolve: async () => resolve(clock.now(), start) }),
    };
    const pages = (scenario.live ? liveTail : follow)(logs, sources, options);
    for await (const page of pages) shown.push(...page.map((event) => ({ ...event, shownAt: clock.now() })));
  })();
  void clock.wait(minutes * MINUTE, end.signal).then(() => end.abort());
  let failure: Error | undefined;
  try {
    await clock.runUntil(following);
  } catch (error) {
    failure = error as Error;
  } finally {
    client.destroy();
    await server.stop();
  }
  const messages = (list: readonly { message: string }[]) => list.map(({ message }) => message).sort();
  return { shown: messages(shown), expected: messages(events), records: shown, notices, server, start, failure };
}

/** An event of a scenario. */
export const at = (timestamp: number, message: string, arrival = timestamp, group = 'g'): ScriptedEvent => ({
  group,
  timestamp,
  arrival,
  message,
});
