import { Duration } from 'aws-cdk-lib';
import { Dashboard, GraphWidget, LogQueryWidget, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { incomingBytes } from './alarms.ts';
import { type Observed, serverErrors, slowestLatency } from './observed.ts';
import { SAVED_QUERIES } from './queries.ts';

const HALF = 12;
/** Metrics that one expression takes; more log groups are summed in several. */
const METRICS_AN_EXPRESSION = 10;

/** One page: how the APIs do, how the functions do, what the logs cost, and the queries whose answer is a table. */
export function addDashboard(scope: Construct, observed: Observed, pricePerGigabyte: number): Dashboard {
  const dashboard = new Dashboard(scope, 'Dashboard');
  const { stages, functions, logGroups } = observed;
  if (stages.length > 0) {
    dashboard.addWidgets(
      new GraphWidget({ title: 'Server errors', width: HALF, left: stages.map(serverErrors) }),
      new GraphWidget({ title: 'Latency, p99 (ms)', width: HALF, left: stages.map(slowestLatency) }),
    );
  }
  if (functions.length > 0) {
    dashboard.addWidgets(
      new GraphWidget({
        title: 'Failed invocations',
        width: HALF,
        left: functions.map((each) => each.metricErrors({ statistic: 'Sum' })),
      }),
      new GraphWidget({
        title: 'Duration, p99 (ms)',
        width: HALF,
        left: functions.map((each) => each.metricDuration({ statistic: 'p99' })),
      }),
    );
  }
  dashboard.addWidgets(
    new GraphWidget({ title: 'Log bytes a day', width: HALF, left: logGroups.map(incomingBytes) }),
    new GraphWidget({
      title: 'What the logs cost a day (USD, ingestion)',
      width: HALF,
      left: costs(logGroups, pricePerGigabyte),
    }),
  );
  for (const query of SAVED_QUERIES.filter(({ reads }) => reads !== 'all')) {
    const logGroupNames = observed.read[query.reads];
    if (logGroupNames.length === 0) continue;
    dashboard.addWidgets(
      new LogQueryWidget({
        title: query.name,
        width: HALF,
        logGroupNames: [...logGroupNames],
        queryString: query.text,
      }),
    );
  }
  return dashboard;
}

function costs(logGroups: readonly string[], pricePerGigabyte: number): MathExpression[] {
  const slices = Math.ceil(logGroups.length / METRICS_AN_EXPRESSION);
  return Array.from({ length: slices }, (_, slice) => {
    const part = logGroups.slice(slice * METRICS_AN_EXPRESSION, (slice + 1) * METRICS_AN_EXPRESSION);
    const usingMetrics = Object.fromEntries(part.map((name, index) => [`bytes${slice}x${index}`, incomingBytes(name)]));
    return new MathExpression({
      expression: `(${Object.keys(usingMetrics).join('+')})/1000000000*${pricePerGigabyte}`,
      label: slices === 1 ? 'USD' : `USD ${slice + 1}`,
      usingMetrics,
      period: Duration.days(1),
    });
  });
}
