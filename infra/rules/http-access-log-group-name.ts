import type { PartialText } from '../../core/template/unknown-value.ts';
import { referencedLogGroup } from './model/template-log-group.ts';
import { accessLogsOf } from './model/template-stage.ts';
import { showText } from './model/template-text.ts';
import type { Rule } from './rule.ts';

const PREFIX = '/aws/vendedlogs/';

export const httpAccessLogGroupName: Rule = {
  id: 'http-access-log-group-name',
  level: 'warning',
  summary: `an access log group of an HTTP API whose name does not start with ${PREFIX}`,
  why: 'Each such group adds an entry to one resource policy of CloudWatch Logs. When the policy exceeds 5,120 characters, deployments fail.',
  fix: {
    cdk: 'Start logGroupName of the LogGroup with /aws/vendedlogs/, or let ApiLogging.of(api).enable() create the log group. All groups with this prefix share one entry of the policy.',
    sam: 'Start LogGroupName of the log group with /aws/vendedlogs/. All groups with this prefix share one entry of the policy.',
    serverless:
      'Set resources.extensions.HttpApiLogGroup.Properties.LogGroupName to a name that starts with /aws/vendedlogs/. All groups with this prefix share one entry of the policy.',
    cloudformation:
      'Start LogGroupName of the log group with /aws/vendedlogs/. All groups with this prefix share one entry of the policy.',
  },
  source: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html',
  examples: {
    wrong: `Api:
  Type: AWS::Serverless::HttpApi
  Properties:
    AccessLogSettings:
      DestinationArn: !Sub "arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:\${AccessLogs}"
      Format: '{"requestId":"$context.requestId"}'
AccessLogs:
  Type: AWS::Logs::LogGroup
  Properties:
    LogGroupName: !Sub "/shop/access/\${AWS::StackName}"
    RetentionInDays: 30`,
    right: `Api:
  Type: AWS::Serverless::HttpApi
  Properties:
    AccessLogSettings:
      DestinationArn: !Sub "arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:\${AccessLogs}"
      Format: '{"requestId":"$context.requestId"}'
AccessLogs:
  Type: AWS::Logs::LogGroup
  Properties:
    LogGroupName: !Sub "/aws/vendedlogs/\${AWS::StackName}"
    RetentionInDays: 30`,
  },
  *check(app) {
    for (const { stage, accessLog } of accessLogsOf(app)) {
      if (stage.type !== 'HTTP') continue;
      const group = referencedLogGroup(accessLog.destination, stage.resource);
      if (group === undefined || canStartWith(group.name, PREFIX)) continue;
      yield {
        resource: group.resource,
        property: 'LogGroupName',
        problem:
          group.name === undefined
            ? 'CloudFormation generates the name of the log group'
            : `the name of the log group is ${showText(group.name)}`,
      };
    }
  },
};

/** False for a generated name: it starts with the name of the stack. */
function canStartWith(name: PartialText | undefined, prefix: string): boolean {
  const [first] = name ?? [''];
  if (typeof first !== 'string') return true;
  const isWhole = name?.length === 1;
  return first.startsWith(prefix) || (!isWhole && first !== '' && prefix.startsWith(first));
}
