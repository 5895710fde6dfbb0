/** Settings of a project for the rules. */
export interface RuleSettings {
  /**
   * Matches the names of stages that serve production.
   * @default /prod|production|live/i
   */
  readonly productionStages: RegExp;

  /**
   * Whether every log group must have its own KMS key. Without one, CloudWatch Logs encrypts the log group with its default key.
   * @default false
   */
  readonly encrypted: boolean;

  /**
   * Where the role that API Gateway uses to write logs is set: in these templates, or elsewhere in the account.
   * @default 'here'
   */
  readonly accountRole: 'here' | 'elsewhere';

  /**
   * The maximum number of subscription filters for each log group.
   * @default 5, the quota of the service (2 until 2026)
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
   */
  readonly subscriptionFilters: number;

  /**
   * Rules whose findings are accepted.
   * @default - none
   */
  readonly ignore: readonly IgnoredRule[];
}

/** A rule whose findings are accepted, and the reason. */
export interface IgnoredRule {
  /** The id of the rule. */
  readonly rule: string;

  /** Why the findings are accepted. */
  readonly reason: string;

  /**
   * The logical id or construct path of a resource. A construct path includes all resources below it.
   * @default - every resource
   */
  readonly resource?: string;
}

/** The settings of a project that does not set any. */
export const DEFAULT_SETTINGS: RuleSettings = {
  productionStages: /prod|production|live/i,
  encrypted: false,
  accountRole: 'here',
  subscriptionFilters: 5,
  ignore: [],
};
