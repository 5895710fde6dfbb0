import type { PolicyDocument } from './policy-document.ts';

const allow = (Action: readonly string[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action, Resource: '*' },
});

/** The policies of AWS that our templates and the apps of the rehearsal attach, by the end of their ARN.
 *  @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html */
const MANAGED_POLICIES: Readonly<Record<string, PolicyDocument>> = {
  /** @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonAPIGatewayPushToCloudWatchLogs.html */
  'service-role/AmazonAPIGatewayPushToCloudWatchLogs': allow([
    'logs:CreateLogGroup',
    'logs:CreateLogStream',
    'logs:DescribeLogGroups',
    'logs:DescribeLogStreams',
    'logs:PutLogEvents',
    'logs:GetLogEvents',
    'logs:FilterLogEvents',
  ]),
  /** @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSLambdaBasicExecutionRole.html */
  'service-role/AWSLambdaBasicExecutionRole': allow([
    'logs:CreateLogGroup',
    'logs:CreateLogStream',
    'logs:PutLogEvents',
  ]),
  /** @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSXRayDaemonWriteAccess.html */
  AWSXRayDaemonWriteAccess: allow([
    'xray:PutTraceSegments',
    'xray:PutTelemetryRecords',
    'xray:GetSamplingRules',
    'xray:GetSamplingTargets',
    'xray:GetSamplingStatisticSummaries',
  ]),
  /** @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AdministratorAccess.html */
  AdministratorAccess: allow(['*']),
};

/** The document of a policy of AWS.
 *  @param arn `arn:<partition>:iam::aws:policy/<path and name>`.
 *  @throws Error when the policy is not known here: add it with its source. */
export function managedPolicy(arn: string): PolicyDocument {
  const name = /^arn:[^:]+:iam::aws:policy\/(.+)$/.exec(arn)?.[1];
  const policy = name === undefined ? undefined : MANAGED_POLICIES[name];
  if (policy === undefined) throw new Error(`The managed policy ${arn} is not known: add it to managed-policies.ts`);
  return policy;
}
