import { accessLogWithoutJoinFields } from '../../../infra/rules/access-log-without-join-fields.ts';
import { checkRule } from './check-rule.ts';
import { httpStage, restStage, webSocketStage } from './stages.ts';

const JOINED = '$context.requestId $context.extendedRequestId $context.integration.requestId';

checkRule(
  accessLogWithoutJoinFields,
  [
    {
      title: 'the Common Log Format',
      yaml: restStage({ format: '$context.identity.sourceIp $context.requestId' }),
      finds: ['Stage: the format has no $context.extendedRequestId, no $context.integration.requestId'],
    },
    {
      title: 'a variable whose name only begins like one that is needed',
      yaml: restStage({ format: '$context.requestIdx $context.extendedRequestId $context.integration.requestId' }),
      finds: ['Stage: the format has no $context.requestId'],
    },
    {
      title: 'a WebSocket line without the connection',
      yaml: webSocketStage({ format: JOINED }),
      finds: ['Stage: the format has no $context.connectionId'],
    },
    {
      title: 'an HTTP line without the function',
      yaml: httpStage({ format: '$context.requestId' }),
      finds: ['Stage: the format has no $context.integration.requestId'],
    },
    {
      title: 'a setting without a format',
      yaml: 'Stage: { Type: AWS::ApiGateway::Stage, Properties: { AccessLogSetting: { DestinationArn: "arn:aws:x" } } }',
      finds: [
        'Stage: the format has no $context.requestId, no $context.extendedRequestId, no $context.integration.requestId',
      ],
    },
  ],
  [
    { title: 'a REST line with all ids', yaml: restStage({ format: JOINED }) },
    { title: 'a WebSocket line with all ids', yaml: webSocketStage({ format: `${JOINED} $context.connectionId` }) },
    {
      title: 'an HTTP line by the older name',
      yaml: httpStage({ format: '$context.requestId $context.awsEndpointRequestId' }),
    },
    {
      title: 'a format that is known in part',
      yaml: 'Stage: { Type: AWS::ApiGateway::Stage, Properties: { AccessLogSetting: { Format: !Sub "$context.path ${Rest}" } } }',
    },
  ],
);
