import { ArnFormat, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { EndpointType, LambdaIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, WebSocketApi, WebSocketStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration, WebSocketLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { USE_CDK_MANAGED_LAMBDA_LOGGROUP } from 'aws-cdk-lib/cx-api';
import type { Construct } from 'constructs';
import { ApiLogging } from '../../../infra/constructs/api-logging/api-logging.ts';
import { NODEJS_24 } from '../../../infra/constructs/cdk-compatibility.ts';
import { FunctionLogging } from '../../../infra/constructs/function-logging/function-logging.ts';
import { probeGroups } from './probe-groups.ts';

/** Answers requests, and creates the log groups of an event: `{ createLogGroups: string[] }`. Returns what happened to each. */
const PROBE_CODE = `
exports.handler = async ({ createLogGroups }) => {
  if (createLogGroups === undefined) return { statusCode: 200, body: 'probe' };
  const { CloudWatchLogsClient, CreateLogGroupCommand } = require('@aws-sdk/client-cloudwatch-logs');
  const logs = new CloudWatchLogsClient({});
  const outcomes = {};
  for (const logGroupName of createLogGroups) {
    try {
      await logs.send(new CreateLogGroupCommand({ logGroupName }));
      outcomes[logGroupName] = 'created';
    } catch (error) {
      outcomes[logGroupName] = error.name + ': ' + error.message;
    }
  }
  return outcomes;
};`;

export interface ProbeStackProps extends StackProps {
  readonly prefix: string;
}

/** What the README's snippet does and the sample does not: an adopted execution log group, an HTTP and a WebSocket API, and a function
 *  with the policy of `FunctionLogging`. The function may create log groups by three forms of their ARN, to find out which one AWS uses. */
export class ProbeStack extends Stack {
  constructor(scope: Construct, id: string, { prefix, ...props }: ProbeStackProps) {
    super(scope, id, { ...props, description: 'Probes for npm run verify:aws' });
    // With a log group that the CDK manages, the policy of the function could not name the group.
    this.node.setContext(USE_CDK_MANAGED_LAMBDA_LOGGROUP, false);
    const probe = new LambdaFunction(this, 'Probe', {
      code: Code.fromInline(PROBE_CODE),
      handler: 'index.handler',
      runtime: NODEJS_24,
    });
    const { byGroup, byAnyStream, byEmptyStream } = probeGroups(prefix);
    const arn = (resourceName: string) =>
      this.formatArn({
        service: 'logs',
        resource: 'log-group',
        resourceName,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      });
    probe.addToRolePolicy(
      new PolicyStatement({
        actions: ['logs:CreateLogGroup'],
        resources: [arn(byGroup), arn(`${byAnyStream}:*`), arn(`${byEmptyStream}:log-stream:`)],
      }),
    );

    const rest = new RestApi(this, 'Rest', {
      restApiName: `${prefix}-probe`,
      endpointTypes: [EndpointType.REGIONAL],
      cloudWatchRole: false,
    });
    rest.root.addMethod('GET', new LambdaIntegration(probe));
    const http = new HttpApi(this, 'Http', { apiName: `${prefix}-probe-http` });
    http.addRoutes({ path: '/', integration: new HttpLambdaIntegration('Probe', probe) });
    const socket = new WebSocketApi(this, 'Socket', {
      apiName: `${prefix}-probe-socket`,
      connectRouteOptions: { integration: new WebSocketLambdaIntegration('Probe', probe) },
    });
    new WebSocketStage(this, 'SocketStage', { webSocketApi: socket, stageName: 'prod', autoDeploy: true });

    FunctionLogging.of(this).enable({ removalPolicy: RemovalPolicy.DESTROY });
    // The removal policy is the default: RetainExceptOnCreate.
    ApiLogging.of(this).enable({ executionLevel: 'INFO' });
  }
}
