import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { CfnDistribution, Distribution, experimental, LambdaEdgeEventType } from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import {
  CfnFunction,
  CfnVersion,
  Code,
  type IVersion,
  Function as LambdaFunction,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { expect, it } from 'vitest';
import { FunctionLogging } from '../../../infra/constructs/function-logging/function-logging.ts';
import { evaluate } from '../../../infra/rules/evaluate.ts';
import { functionWithoutLogGroup } from '../../../infra/rules/function-without-log-group.ts';

const env = { account: '111111111111', region: 'us-east-1' };
const CODE = {
  runtime: Runtime.NODEJS_24_X,
  handler: 'index.handler',
  code: Code.fromInline('exports.handler = async () => {}'),
};

/** The replicas log in other regions, where a group of us-east-1 does not exist: they create their groups.
 *  @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-functions-logs.html */
it.each<[string, (stack: Stack) => void]>([
  ['EdgeFunction', (stack) => void new experimental.EdgeFunction(stack, 'Edge', CODE)],
  [
    'a function of a distribution',
    (stack) => {
      const functionVersion: IVersion = new LambdaFunction(stack, 'Edge', CODE).currentVersion as never;
      new Distribution(stack, 'Distribution', {
        defaultBehavior: {
          origin: new HttpOrigin('example.com'),
          edgeLambdas: [{ functionVersion, eventType: LambdaEdgeEventType.VIEWER_REQUEST }],
        },
      });
    },
  ],
  [
    'an L1 function whose role is not in the app',
    (stack) => {
      const edge = new CfnFunction(stack, 'Edge', {
        role: 'arn:aws:iam::111111111111:role/edge',
        code: { zipFile: '' },
      });
      const version = new CfnVersion(stack, 'Version', { functionName: edge.ref });
      new CfnDistribution(stack, 'Distribution', {
        distributionConfig: {
          enabled: true,
          origins: [
            { id: 'site', domainName: 'example.com', customOriginConfig: { originProtocolPolicy: 'https-only' } },
          ],
          defaultCacheBehavior: {
            targetOriginId: 'site',
            viewerProtocolPolicy: 'https-only',
            lambdaFunctionAssociations: [{ eventType: 'viewer-request', lambdaFunctionArn: version.ref }],
          },
        },
      });
    },
  ],
])('leaves the log groups of a Lambda@Edge function to its replicas: %s', (title, create) => {
  const app = new App();
  const stack = new Stack(app, 'Site', { env });
  create(stack);
  FunctionLogging.of(app).enable({ debugBuffer: true });
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::Logs::LogGroup', 0);
  const [edge] = Object.values(template.findResources('AWS::Lambda::Function'));
  expect(edge?.Properties.LoggingConfig).toEqual({
    LogFormat: 'JSON',
    ApplicationLogLevel: 'INFO',
    SystemLogLevel: 'INFO',
  });
  // CloudFront refuses functions with environment variables.
  expect(edge?.Properties).not.toHaveProperty('Environment');
  expect(JSON.stringify(template.toJSON())).not.toContain('Deny');
  Annotations.fromStack(stack).hasInfo('*', Match.stringLikeRegexp('Lambda@Edge'));
  if (title.startsWith('an L1')) return;
  const stacks = [{ name: 'Site', template: template.toJSON() as never, assets: new Map() }];
  expect(evaluate(stacks, [functionWithoutLogGroup])).toEqual([]);
});
