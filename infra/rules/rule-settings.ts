/** What a project says about itself, for the rules. */
export interface RuleSettings {
  /**
   * Names of stages that serve production.
   * @default /prod|production|live/i
   */
  readonly productionStages: RegExp;

  /**
   * Whether every log group must have a KMS key of its own. CloudWatch Logs encrypts all groups with a key of the service.
   * @default false
   */
  readonly encrypted: boolean;

  /**
   * Who sets the role by which API Gateway writes logs: these templates, or something else in the account.
   * @default 'here'
   */
  readonly accountRole: 'here' | 'elsewhere';

  /**
   * How many subscription filters a log group takes.
   * @default 5, the quota of the service (two until 2026)
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
   */
  readonly subscriptionFilters: number;

  /**
   * Findings that may stay.
   * @default - none
   */
  readonly ignore: readonly IgnoredRule[];
}

/** A rule that does not apply, and why. */
export interface IgnoredRule {
  readonly rule: string;
  readonly reason: string;
  /**
   * The logical id or construct path of a resource; what is below the path is meant, too.
   * @default - every resource
   */
  readonly resource?: string;
}

export const DEFAULT_SETTINGS: RuleSettings = {
  productionStages: /prod|production|live/i,
  encrypted: false,
  accountRole: 'here',
  subscriptionFilters: 5,
  ignore: [],
};
