import { Stack } from 'aws-cdk-lib';
import type { Dashboard } from 'aws-cdk-lib/aws-cloudwatch';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnQueryDefinition } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { addAlarms, type Thresholds } from './alarms.ts';
import { addDashboard } from './dashboard.ts';
import { type Observed, type ObservedStage, observe } from './observed.ts';
import { SAVED_QUERIES } from './queries.ts';

export interface LogInsightProps {
  /**
   * Stages of APIs whose access log is on: `api.deploymentStage` of a REST API, `api.defaultStage` of an HTTP API.
   * @default - none
   */
  readonly stages?: readonly ObservedStage[];

  /**
   * Functions that log JSON.
   * @default - none
   */
  readonly functions?: readonly LambdaFunction[];

  /**
   * Where alarms go.
   * @default - nowhere: they show in the console alone
   */
  readonly topic?: ITopic;

  /**
   * From when on there is an alarm; `false` for no alarms.
   * @default - the thresholds' own
   */
  readonly alarms?: Thresholds | false;

  /**
   * @default true
   */
  readonly dashboard?: boolean;

  /**
   * What a gigabyte of logs costs to take in, in USD.
   * @default 0.5 - us-east-1, https://aws.amazon.com/cloudwatch/pricing/
   */
  readonly pricePerGigabyte?: number;

  /**
   * The folder of the saved queries.
   * @default - the stack's name
   */
  readonly queryFolder?: string;
}

/** Saved queries, a dashboard and alarms over the logs of APIs and functions. */
export class LogInsight extends Construct {
  /** Undefined when none was wanted. */
  readonly dashboard: Dashboard | undefined;

  /** @throws Error when there is nothing to look at. */
  constructor(scope: Construct, id: string, props: LogInsightProps) {
    super(scope, id);
    const observed = observe(props.stages ?? [], props.functions ?? []);
    if (observed.logGroups.length === 0) {
      throw new Error(
        `LogInsight ${this.node.path} has neither stages nor functions. Name one: functions: [myFunction].`,
      );
    }
    this.#saveQueries(observed, props.queryFolder ?? Stack.of(this).stackName);
    if (props.dashboard ?? true) this.dashboard = addDashboard(this, observed, props.pricePerGigabyte ?? 0.5);
    if (props.alarms !== false) addAlarms(this, observed, props.alarms ?? {}, props.topic);
  }

  #saveQueries(observed: Observed, folder: string): void {
    for (const { name, reads, text } of SAVED_QUERIES) {
      const logGroupNames = observed.read[reads];
      if (logGroupNames.length === 0) continue;
      new CfnQueryDefinition(this, `Query ${name}`, {
        name: `${folder}/${name}`,
        logGroupNames: [...logGroupNames],
        queryString: text,
      });
    }
  }
}
