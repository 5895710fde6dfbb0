import type { PlannedStack } from './assembly.ts';

/** A run takes about 30 minutes; the estimate is for an hour. */
const HOURS = 1;
const HOURS_A_MONTH = 730;
/** The checks open as many streams of the Logs API as it admits. Lambda runs each of them until its end, at 512 MB. */
const STREAMS = 20;
const STREAM_SECONDS = 3 * 60;
const STREAM_GIGABYTES = 0.5;

/** A part of the estimate. US dollars. */
export interface Cost {
  readonly what: string;
  readonly usd: number;
}

/** The list prices of us-east-1 in US dollars, without the free tier. A resource of any other type costs nothing until it is used.
 *  @see https://aws.amazon.com/cloudwatch/pricing/ */
const PRICES_A_MONTH: Readonly<Record<string, { readonly what: string; readonly usd: number }>> = {
  'AWS::CloudWatch::Alarm': { what: 'alarms of CloudWatch', usd: 0.1 },
  'AWS::CloudWatch::Dashboard': { what: 'dashboards of CloudWatch', usd: 3 },
  'AWS::KMS::Key': { what: 'keys of KMS', usd: 1 },
};

/** The detailed metrics of a method or a route: at most Count, Latency, IntegrationLatency, DataProcessed, and two of errors. CloudWatch
 *  counts only the hours with requests.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html */
const METRICS = 6;
const METRIC_USD_A_MONTH = 0.3;
const METERED_TYPES = ['AWS::ApiGateway::Method', 'AWS::ApiGatewayV2::Route'];

/** An upper bound for what a run costs. Prices of other regions differ.
 *  @see https://aws.amazon.com/lambda/pricing/ https://aws.amazon.com/api-gateway/pricing/ */
export function estimateCost(stacks: readonly PlannedStack[]): Cost[] {
  const types = stacks.flatMap(({ resources }) => resources.map(({ type }) => type));
  const monthly = Object.entries(PRICES_A_MONTH).flatMap(([type, { what, usd }]) => {
    const count = types.filter((other) => other === type).length;
    return count === 0
      ? []
      : [{ what: `${what}: ${count}, for ${HOURS} h`, usd: (count * usd * HOURS) / HOURS_A_MONTH }];
  });
  const metrics = METRICS * types.filter((type) => METERED_TYPES.includes(type)).length;
  return [
    ...monthly,
    {
      what: `detailed metrics of API Gateway: at most ${metrics}, for ${HOURS} h`,
      usd: (metrics * METRIC_USD_A_MONTH * HOURS) / HOURS_A_MONTH,
    },
    {
      what: `Lambda: ${STREAMS} streams of the Logs API`,
      usd: STREAMS * STREAM_SECONDS * STREAM_GIGABYTES * 0.0000166667,
    },
    { what: 'API Gateway, DynamoDB, X-Ray and other invocations: a few hundred requests', usd: 0.01 },
    { what: 'CloudWatch Logs: less than 20 MB', usd: 0.01 },
  ];
}

/** What the stacks cost a month without requests. */
export function monthlyUsd(stacks: readonly PlannedStack[]): number {
  const types = stacks.flatMap(({ resources }) => resources.map(({ type }) => type));
  return types.reduce((sum, type) => sum + (PRICES_A_MONTH[type]?.usd ?? 0), 0);
}

export function totalUsd(costs: readonly Cost[]): number {
  return costs.reduce((sum, { usd }) => sum + usd, 0);
}
