import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import {
  AccessLogFormat,
  LogGroupLogDestination,
  MethodLoggingLevel,
  MockIntegration,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { ApplicationLogLevel, Code, Function as LambdaFunction, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { expect, it } from 'vitest';
import { evaluate } from '../../../infra/rules/evaluate.ts';
import { RULES } from '../../../infra/rules/rules.ts';

const NO_WILDCARD = '@aws-cdk/aws-apigateway:logGroupDestinationArnWithoutWildcard';
const FORMAT =
  '{"requestId":"$context.requestId","extendedRequestId":"$context.extendedRequestId","status":"$context.status"}';

it('an app that does what the fixes say for the CDK, without the constructs of Tailgate, has no findings', () => {
  const stack = new Stack(new App({ context: { [NO_WILDCARD]: true } }), 'Shop');
  const retention = RetentionDays.ONE_MONTH;
  const api = new RestApi(stack, 'Api', {
    cloudWatchRole: true,
    deployOptions: {
      loggingLevel: MethodLoggingLevel.ERROR,

      accessLogDestination: new LogGroupLogDestination(new LogGroup(stack, 'AccessLogs', { retention })),
      accessLogFormat: AccessLogFormat.custom(FORMAT),
    },
  });
  api.root.addMethod('GET', new MockIntegration());
  new LogGroup(stack, 'ExecutionLogs', {
    retention,
    logGroupName: `API-Gateway-Execution-Logs_${api.restApiId}/prod`,
  });
  const logGroup = new LogGroup(stack, 'Logs', { retention });
  const fn = new LambdaFunction(stack, 'Orders', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => {}'),
    logGroup,
    loggingFormat: LoggingFormat.JSON,
    applicationLogLevelV2: ApplicationLogLevel.DEBUG,
    environment: { POWERTOOLS_LOG_LEVEL: 'DEBUG' },
  });
  fn.addToRolePolicy(
    new PolicyStatement({
      effect: Effect.DENY,
      actions: ['logs:CreateLogGroup'],
      resources: [logGroup.logGroupArn],
    }),
  );
  const template = Template.fromStack(stack).toJSON() as never;
  const findings = evaluate([{ name: 'Shop', template, assets: new Map() }], RULES);
  expect(findings.map(({ rule, logicalId, problem }) => `${rule} ${logicalId}: ${problem}`)).toEqual([]);
});
