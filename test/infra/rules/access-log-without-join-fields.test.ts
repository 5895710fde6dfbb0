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
      finds: ['Stage: the format does not contain $context.extendedRequestId, $context.integration.requestId'],
    },
    {
      title: 'a variable whose name only starts with the name of a required one',
      yaml: restStage({ format: '$context.requestIdx $context.extendedRequestId $context.integration.requestId' }),
      finds: ['Stage: the format does not contain $context.requestId'],
    },
    {
      title: 'a WebSocket format without the connection id',
      yaml: webSocketStage({ format: JOINED }),
      finds: ['Stage: the format does not contain $context.connectionId'],
    },
    {
      title: 'an HTTP format without the id of the integration',
      yaml: httpStage({ format: '$context.requestId' }),
      finds: ['Stage: the format does not contain $context.integration.requestId'],
    },
    {
      title: 'an access log setting without a format',
      yaml: 'Stage: { Type: AWS::ApiGateway::Stage, Properties: { AccessLogSetting: { DestinationArn: "arn:aws:x" } } }',
      finds: [
        'Stage: the format does not contain $context.requestId, $context.extendedRequestId, $context.integration.requestId',
      ],
    },
  ],
  [
    { title: 'a REST format with all ids', yaml: restStage({ format: JOINED }) },
    { title: 'a WebSocket format with all ids', yaml: webSocketStage({ format: `${JOINED} $context.connectionId` }) },
    {
      title: 'an HTTP format with the older variable name',
      yaml: httpStage({ format: '$context.requestId $context.awsEndpointRequestId' }),
    },
    {
      title: 'a partly known format',
      yaml: 'Stage: { Type: AWS::ApiGateway::Stage, Properties: { AccessLogSetting: { Format: !Sub "$context.path ${Rest}" } } }',
    },
  ],
);
