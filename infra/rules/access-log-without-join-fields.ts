import type { ApiType } from '../../core/access-log-format.ts';
import { formatFix } from './format-fix.ts';
import { hasHoles, variablesOf } from './model/template-access-log-format.ts';
import { invokesFunction } from './model/template-integration.ts';
import { accessLogsOf, settingPath } from './model/template-stage.ts';
import { UNKNOWN } from './model/template-value.ts';
import type { Fix, Rule } from './rule.ts';

/** The names of the variable for the request id of the integration. The current name comes first; the others are older. */
const INTEGRATION_REQUEST_ID = ['integration.requestId', 'awsEndpointRequestId', 'integrationRequestId'];

const JOIN_FIELDS: Readonly<Record<ApiType, readonly (readonly string[])[]>> = {
  REST: [['requestId'], ['extendedRequestId']],
  // In HTTP APIs both ids are the same.
  HTTP: [['requestId', 'extendedRequestId']],
  WEBSOCKET: [['requestId'], ['extendedRequestId'], ['connectionId']],
};

export const accessLogWithoutJoinFields: Rule = {
  id: 'access-log-without-join-fields',
  level: 'error',
  summary: 'an access log format without the ids that connect its lines to the execution log and to the function',
  why: 'Without these ids, you cannot find the lines of one request in the other logs. requestId is not enough: clients can choose it, and a function logs only its own request id.',
  fix: fixOf('the variables'),
  source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html',
  examples: {
    wrong: `Stage:
  Type: AWS::ApiGateway::Stage
  Properties:
    StageName: prod
    AccessLogSetting:
      DestinationArn: !Sub "arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:\${AccessLogs}"
      Format: '{"requestId":"$context.requestId","status":"$context.status"}'`,
    right: `Stage:
  Type: AWS::ApiGateway::Stage
  Properties:
    StageName: prod
    AccessLogSetting:
      DestinationArn: !Sub "arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:\${AccessLogs}"
      Format: '{"requestId":"$context.requestId","extendedRequestId":"$context.extendedRequestId","status":"$context.status"}'`,
  },
  *check(app) {
    for (const { stage, accessLog } of accessLogsOf(app)) {
      const { format } = accessLog;
      if (stage.type === UNKNOWN || (format !== undefined && hasHoles(format))) continue;
      const present = new Set(format === undefined ? [] : variablesOf(format));
      // Only a function has a request id of its own: other integrations leave the variable empty.
      const required = [...JOIN_FIELDS[stage.type], ...(invokesFunction(stage) ? [INTEGRATION_REQUEST_ID] : [])];
      const missing = required
        .filter((names) => !names.some((name) => present.has(name)))
        .map(([name]) => `$context.${name}`);
      if (missing.length === 0) continue;
      yield {
        resource: stage.resource,
        property: settingPath(stage, stage.accessLogProperty, 'Format'),
        problem: `the format does not contain ${missing.join(', ')}`,
        fix: fixOf(missing.join(' and ')),
      };
    }
  },
};

function fixOf(variables: string): Fix {
  const fix = formatFix(`add ${variables}.`);
  return {
    ...fix,
    cdk: `${fix.cdk} Or remove accessLogDestination and accessLogFormat, and call ApiLogging.of(api).enable({ accessLogGroup }).`,
  };
}
