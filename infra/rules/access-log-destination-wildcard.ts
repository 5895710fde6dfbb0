import type { PartialText } from '../../core/template/unknown-value.ts';
import { accessLogsOf, type Stage, settingPath } from './model/template-stage.ts';
import type { Rule } from './rule.ts';

const FIX = {
  cdk: 'Set the feature flag @aws-cdk/aws-apigateway:logGroupDestinationArnWithoutWildcard (aws-cdk-lib 2.274 and newer). Or pass the log group to ApiLogging.of(api).enable({ accessLogGroup }) in place of accessLogDestination and accessLogFormat.',
  sam: 'Build DestinationArn from the name of the log group: !Sub "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:${LogGroup}".',
  serverless:
    'In resources.extensions.HttpApiStage.Properties.AccessLogSettings: repeat Format, and build DestinationArn from the name of the log group: Fn::Sub: arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:${HttpApiLogGroup}.',
  cloudformation:
    'Build DestinationArn from the name of the log group: !Sub "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:${LogGroup}".',
};
/** The feature flag changes only REST APIs.
 *  @see https://github.com/aws/aws-cdk/blob/main/packages/aws-cdk-lib/aws-apigatewayv2/lib/common/access-log.ts */
const FIX_OF_V2_STAGES =
  "On the CfnStage: addPropertyOverride('AccessLogSettings.DestinationArn', stack.formatArn({ service: 'logs', resource: 'log-group', resourceName: logGroup.logGroupName, arnFormat: ArnFormat.COLON_RESOURCE_NAME })). Or pass the log group to ApiLogging.of(api).enable({ accessLogGroup }) in place of the settings of the stage.";

export const accessLogDestinationWildcard: Rule = {
  id: 'access-log-destination-wildcard',
  level: 'warning',
  summary: 'an access log destination whose ARN ends in `:*`',
  why: 'API Gateway stores the ARN without `:*`, so drift detection always reports the stage as changed.',
  fix: FIX,
  source: 'https://github.com/aws/aws-cdk/issues/38796',
  examples: {
    wrong: `Stage:
  Type: AWS::ApiGateway::Stage
  Properties:
    StageName: prod
    AccessLogSetting:
      DestinationArn: !GetAtt AccessLogs.Arn
      Format: '{"requestId":"$context.requestId","extendedRequestId":"$context.extendedRequestId"}'
AccessLogs:
  Type: AWS::Logs::LogGroup`,
    right: `Stage:
  Type: AWS::ApiGateway::Stage
  Properties:
    StageName: prod
    AccessLogSetting:
      DestinationArn: !Sub "arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:\${AccessLogs}"
      Format: '{"requestId":"$context.requestId","extendedRequestId":"$context.extendedRequestId"}'
AccessLogs:
  Type: AWS::Logs::LogGroup`,
  },
  *check(app) {
    for (const { stage, accessLog } of accessLogsOf(app)) {
      if (accessLog.destination === undefined || !endsInWildcard(accessLog.destination, stage)) continue;
      yield {
        resource: stage.resource,
        property: settingPath(stage, stage.accessLogProperty, 'DestinationArn'),
        problem: 'the ARN of the log group ends in :*',
        ...(stage.resource.type === 'AWS::ApiGatewayV2::Stage' && { fix: { ...FIX, cdk: FIX_OF_V2_STAGES } }),
      };
    }
  },
};

/** The attribute `Arn` of a log group also ends in `:*`. */
function endsInWildcard(destination: PartialText, { resource }: Stage): boolean {
  const last = destination.at(-1);
  if (typeof last === 'string') return last.endsWith(':*');
  return last?.attribute === 'Arn' && resource.stack.resource(last.ref)?.type === 'AWS::Logs::LogGroup';
}
