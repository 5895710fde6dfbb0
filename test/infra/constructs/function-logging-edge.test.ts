import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CfnDistribution, Distribution, experimental, LambdaEdgeEventType } from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import {
  CfnFunction,
  CfnVersion,
  Code,
  type IFunction,
  type IVersion,
  Function as LambdaFunction,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { describe, expect, it } from 'vitest';
import { FunctionLogging } from '../../../infra/constructs/function-logging/function-logging.ts';
import { evaluate } from '../../../infra/rules/evaluate.ts';
import { RULES } from '../../../infra/rules/rules.ts';

const env = { account: '111111111111', region: 'us-east-1' };
const CODE = {
  runtime: Runtime.NODEJS_24_X,
  handler: 'index.handler',
  code: Code.fromInline('exports.handler = async () => {}'),
};

const EDGE_FUNCTIONS: readonly (readonly [string, (stack: Stack) => CfnFunction])[] = [
  ['EdgeFunction', (stack) => resourceOf(new experimental.EdgeFunction(stack, 'Edge', CODE).lambda)],
  [
    'a function of a distribution',
    (stack) => {
      const edge = new LambdaFunction(stack, 'Edge', CODE);
      const functionVersion: IVersion = edge.currentVersion as never;
      new Distribution(stack, 'Distribution', {
        defaultBehavior: {
          origin: new HttpOrigin('example.com'),
          edgeLambdas: [{ functionVersion, eventType: LambdaEdgeEventType.VIEWER_REQUEST }],
        },
      });
      return resourceOf(edge);
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
      return edge;
    },
  ],
];

function resourceOf(fn: IFunction): CfnFunction {
  return fn.node.defaultChild as CfnFunction;
}

describe.each(EDGE_FUNCTIONS)('a Lambda@Edge function: %s', (_, create) => {
  /** @param enable turns on logging. */
  function synthesize(enable: (edge: CfnFunction, app: App) => void): Template {
    const app = new App();
    const stack = new Stack(app, 'Site', { env });
    enable(create(stack), app);
    return Template.fromStack(stack);
  }

  /** CloudFront has replicas of its version, so CloudFormation cannot delete this version when a change makes a new one.
   *  @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-edge-delete-replicas.html */
  it('stays as it is when the logging of the app is turned on', () => {
    const after = synthesize((_, app) =>
      FunctionLogging.of(app).enable({ debugBuffer: true, applicationLevel: 'WARN' }),
    );
    expect(after.toJSON()).toEqual(synthesize(() => {}).toJSON());
  });

  /** The replicas log in other regions, where a group of us-east-1 does not exist: they create their groups.
   *  @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-functions-logs.html */
  it('gets the format and the levels on request, and no log group', () => {
    const template = synthesize((edge) => FunctionLogging.of(edge).enable({ debugBuffer: true }));
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
  });

  it('has no findings that the logging of the app would correct for other functions', () => {
    const template = synthesize((_, app) => FunctionLogging.of(app).enable()).toJSON() as never;
    expect(evaluate([{ name: 'Site', template, assets: new Map() }], RULES)).toEqual([]);
  });
});
