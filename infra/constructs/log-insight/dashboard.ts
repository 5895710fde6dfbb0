import { Duration } from 'aws-cdk-lib';
import {
  ConcreteWidget,
  Dashboard,
  GraphWidget,
  type IWidget,
  LogQueryWidget,
  MathExpression,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { incomingBytes } from './alarms.ts';
import { latencyP99, namesOf, type ObservedLogGroup, type ObservedResources, serverErrors } from './observed.ts';
import { SAVED_QUERIES } from './queries.ts';

const HALF_WIDTH = 12;
/** CloudWatch allows this many metrics in one expression. More log groups need several expressions. */
const MAX_METRICS_PER_EXPRESSION = 10;

/** Adds a dashboard with graphs of APIs, functions and logging costs, and with the results of the saved queries. */
export function addDashboard(scope: Construct, observed: ObservedResources, pricePerGigabyte: number): Dashboard {
  const dashboard = new Dashboard(scope, 'Dashboard');
  const { stages, functions, logGroups } = observed;
  if (stages.length > 0) {
    dashboard.addWidgets(
      new GraphWidget({ title: 'Server errors', width: HALF_WIDTH, left: stages.map(serverErrors) }),
      new GraphWidget({ title: 'Latency, p99 (ms)', width: HALF_WIDTH, left: stages.map(latencyP99) }),
    );
  }
  if (functions.length > 0) {
    dashboard.addWidgets(
      new GraphWidget({
        title: 'Failed invocations',
        width: HALF_WIDTH,
        left: functions.map((fn) => fn.metricErrors({ statistic: 'Sum' })),
      }),
      new GraphWidget({
        title: 'Duration, p99 (ms)',
        width: HALF_WIDTH,
        left: functions.map((fn) => fn.metricDuration({ statistic: 'p99' })),
      }),
    );
  }
  dashboard.addWidgets(
    new LogWidget(
      logGroups,
      (names) => new GraphWidget({ title: 'Log bytes per day', width: HALF_WIDTH, left: names.map(incomingBytes) }),
    ),
    new LogWidget(
      logGroups,
      (names) =>
        new GraphWidget({
          title: 'Log ingestion cost per day (USD)',
          width: HALF_WIDTH,
          left: costs(names, pricePerGigabyte),
        }),
    ),
  );
  for (const query of SAVED_QUERIES.filter(({ reads }) => reads !== 'all')) {
    const groups = observed.groupsOfQuery[query.reads];
    if (groups.length === 0) continue;
    dashboard.addWidgets(
      new LogWidget(
        groups,
        (logGroupNames) =>
          new LogQueryWidget({
            title: query.name,
            width: HALF_WIDTH,
            logGroupNames: [...logGroupNames],
            queryString: query.text,
          }),
      ),
    );
  }
  return dashboard;
}

/** A widget about the log groups that are written, which are known when the CDK writes the dashboard. Without any, it is left out. */
class LogWidget extends ConcreteWidget {
  readonly #logGroups: readonly ObservedLogGroup[];
  readonly #create: (names: readonly string[]) => IWidget;

  constructor(logGroups: readonly ObservedLogGroup[], create: (names: readonly string[]) => IWidget) {
    const { width, height } = create(logGroups.map(({ name }) => name));
    super(width, height);
    this.#logGroups = logGroups;
    this.#create = create;
  }

  toJson(): unknown[] {
    const names = namesOf(this.#logGroups);
    if (names.length === 0) return [];
    const widget = this.#create(names);
    widget.position(this.x ?? 0, this.y ?? 0);
    return widget.toJson();
  }
}

function costs(logGroups: readonly string[], pricePerGigabyte: number): MathExpression[] {
  const slices = Math.ceil(logGroups.length / MAX_METRICS_PER_EXPRESSION);
  return Array.from({ length: slices }, (_, slice) => {
    const names = logGroups.slice(slice * MAX_METRICS_PER_EXPRESSION, (slice + 1) * MAX_METRICS_PER_EXPRESSION);
    const usingMetrics = Object.fromEntries(
      names.map((name, index) => [`bytes${slice}x${index}`, incomingBytes(name)]),
    );
    return new MathExpression({
      expression: `(${Object.keys(usingMetrics).join('+')})/1000000000*${pricePerGigabyte}`,
      label: slices === 1 ? 'USD' : `USD ${slice + 1}`,
      usingMetrics,
      period: Duration.days(1),
    });
  });
}
