import type { PlannedStack } from './assembly.ts';
import { estimateCost, monthlyUsd, totalUsd } from './cost.ts';

/** How many resources of each type the stacks have, most frequent first. */
export function countTypes(stacks: readonly PlannedStack[]): [type: string, count: number][] {
  const counts = new Map<string, number>();
  for (const { type } of stacks.flatMap(({ resources }) => resources)) counts.set(type, (counts.get(type) ?? 0) + 1);
  return [...counts].sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1));
}

/** What the run creates, what it costs, and what stays: the user reads this before the question. */
export function planText(stacks: readonly PlannedStack[], prefix: string, region: string): string {
  const total = stacks.reduce((sum, { resources }) => sum + resources.length, 0);
  const costs = estimateCost(stacks);
  const usd = (amount: number) => (amount < 0.005 ? '< 0.01' : amount.toFixed(2));
  return [
    `This creates ${stacks.length} stacks with ${total} resources in ${region}, twice, and deletes them. All names begin with ${prefix}-:`,
    ...stacks.map(({ name, resources }) => `  ${name} (${resources.length} resources)`),
    '',
    ...countTypes(stacks).map(([type, count]) => `  ${String(count).padStart(4)}  ${type}`),
    '',
    `It takes about 30 minutes, and costs at most about ${usd(totalUsd(costs))} USD (list prices of us-east-1, without the free tier):`,
    ...costs.map(({ what, usd: amount }) => `  ${usd(amount).padStart(6)}  ${what}`),
    `If the stacks cannot be deleted, they cost about ${usd(monthlyUsd(stacks))} USD a month. The run then prints the commands that delete them.`,
    '',
    'It also reads the role that API Gateway uses to write logs: a setting of the account in this region. A role that works, or that may',
    'not be read, stays. If none is set, or a broken one, the run sets a role of its own. That role, the setting and the log group',
    '/aws/apigateway/welcome then stay after the run: all APIs of the region use them. The report says what happened.',
    'The retention of that log group is 30 days during the run. A group that existed gets its retention back, but CloudWatch Logs may have',
    'deleted its older events.',
    'The code of the functions stays in the bucket of the bootstrap stack: `npx cdk gc --unstable=gc` removes it.',
  ].join('\n');
}
