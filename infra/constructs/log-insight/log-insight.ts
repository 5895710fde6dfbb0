import { Lazy, Stack } from 'aws-cdk-lib';
import type { Dashboard } from 'aws-cdk-lib/aws-cloudwatch';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnQueryDefinition } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { refuseConditionalReferences, synthesizeOnlyIf } from '../conditional-resource.ts';
import { warnOfStagesWithoutAccessLog } from '../log-group-names.ts';
import {
  isBoolean,
  isConstruct,
  isListOf,
  isNumber,
  isObjectOf,
  isText,
  type PropChecks,
  propErrors,
  throwPropErrors,
} from '../prop-errors.ts';
import { addAlarms, THRESHOLD_CHECKS, type Thresholds } from './alarms.ts';
import { addDashboard } from './dashboard.ts';
import { collectResources, namesOf, type ObservedResources, type ObservedStage } from './observed.ts';
import { SAVED_QUERIES } from './queries.ts';

export interface LogInsightProps {
  /**
   * Stages of APIs. Without an access log, a stage has only graphs and alarms of its metrics: `api.deploymentStage` of a REST API, `api.defaultStage` of an HTTP API.
   * @default - none
   */
  readonly stages?: readonly ObservedStage[];

  /**
   * Functions whose log format is JSON.
   * @default - none
   */
  readonly functions?: readonly LambdaFunction[];

  /**
   * The SNS topic that alarms notify.
   * @default - none: alarms are visible only in the console
   */
  readonly topic?: ITopic;

  /**
   * The thresholds of the alarms; `false` for no alarms.
   * @default - the defaults of `Thresholds`
   */
  readonly alarms?: Thresholds | false;

  /**
   * Whether a dashboard is created.
   * @default true
   */
  readonly dashboard?: boolean;

  /**
   * The price of ingesting one gigabyte of logs, in USD.
   * @default 0.5 - us-east-1, https://aws.amazon.com/cloudwatch/pricing/
   */
  readonly pricePerGigabyte?: number;

  /**
   * The folder of the saved queries in the console of Logs Insights.
   * @default - the name of the stack; for another `LogInsight` of the stack also its path in the stack
   */
  readonly queryFolder?: string;
}

const CHECKS: PropChecks<LogInsightProps> = {
  stages: isListOf(
    isConstruct('stageName', 'a stage: api.deploymentStage of a REST API, api.defaultStage of an HTTP API'),
    '[api.deploymentStage]',
  ),
  functions: isListOf(isConstruct('functionArn', 'a function that this app defines: new Function(…)'), '[myFunction]'),
  topic: isConstruct('topicArn', 'an SNS topic: new Topic(…), or Topic.fromTopicArn(…)'),
  alarms: (name, value) => (value === false ? [] : isObjectOf(THRESHOLD_CHECKS)(name, value)),
  dashboard: isBoolean,
  pricePerGigabyte: isNumber({ min: 0 }),
  queryFolder: isText,
};

/** Adds saved queries, a dashboard and alarms for APIs and functions. */
export class LogInsight extends Construct {
  /** Undefined with `dashboard: false`. */
  readonly dashboard: Dashboard | undefined;

  /** @throws Error for invalid props, and when there are neither stages nor functions. */
  constructor(scope: Construct, id: string, props: LogInsightProps) {
    super(scope, id);
    throwPropErrors('LogInsight', this, propErrors(props, CHECKS));
    const observed = collectResources(props.stages ?? [], props.functions ?? []);
    if (observed.logGroups.length === 0) {
      throw new Error(
        `LogInsight ${this.node.path} has neither stages nor functions. Set at least one, for example functions: [myFunction].`,
      );
    }
    refuseConditionalReferences('LogInsight', this);
    warnOfStagesWithoutAccessLog(
      this,
      observed.stages,
      'LogInsight leaves out its queries and the alarm on its log volume',
    );
    this.#saveQueries(observed, props.queryFolder ?? this.#defaultFolder());
    if (props.dashboard ?? true) this.dashboard = addDashboard(this, observed, props.pricePerGigabyte ?? 0.5);
    if (props.alarms !== false) addAlarms(this, observed, props.alarms ?? {}, props.topic);
  }

  /** Two copies in a stack need two folders. The first one has the name of the stack. */
  #defaultFolder(): string {
    const stack = Stack.of(this);
    const first = stack.node
      .findAll()
      .find((construct) => construct instanceof LogInsight && Stack.of(construct) === stack);
    const { scopes } = this.node;
    const ids = scopes.slice(scopes.indexOf(stack) + 1).map(({ node }) => node.id);
    return [stack.stackName, ...(first === this ? [] : ids)].join('/');
  }

  #saveQueries(observed: ObservedResources, folder: string): void {
    for (const { name, reads, text } of SAVED_QUERIES) {
      const logGroups = observed.groupsOfQuery[reads];
      if (logGroups.length === 0) continue;
      const query = new CfnQueryDefinition(this, `Query ${name}`, {
        name: `${folder}/${name}`,
        logGroupNames: Lazy.list({ produce: () => namesOf(logGroups) }),
        queryString: text,
      });
      synthesizeOnlyIf(query, () => namesOf(logGroups).length > 0);
    }
  }
}
