import type { ResourceRequest, ResourceType } from '../resource-type.ts';

/** Types that get an id and nothing else: no other resource of a scenario can fail by what they do. Their attributes are
 *  made-up values. */
export const INERT_TYPES: ReadonlySet<string> = new Set([
  'AWS::ApiGateway::Authorizer',
  'AWS::ApiGateway::Deployment',
  'AWS::ApiGateway::GatewayResponse',
  'AWS::ApiGateway::Method',
  'AWS::ApiGateway::Model',
  'AWS::ApiGateway::RequestValidator',
  'AWS::ApiGateway::Resource',
  'AWS::ApiGateway::RestApi',
  'AWS::ApiGatewayV2::Authorizer',
  'AWS::ApiGatewayV2::Deployment',
  'AWS::ApiGatewayV2::Integration',
  'AWS::CDK::Metadata',
  'AWS::CloudFront::Distribution',
  'AWS::Lambda::Alias',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Version',
  'AWS::Logs::MetricFilter',
  'AWS::Logs::QueryDefinition',
  'AWS::S3::BucketPolicy',
  'AWS::SNS::Subscription',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueuePolicy',
  'AWS::KMS::Key',
]);

export const INERT: ResourceType = {
  create: (request) => {
    const physicalId = request.account.uniqueId(10);
    return { physicalId, attributes: attributesOf(request, physicalId) };
  },
};

/** The reader of values that another region exported. Its real handler reads them from the parameter store.
 *  @see https://github.com/aws/aws-cdk/blob/main/packages/aws-cdk-lib/core/adr/cross-region-stack-references.md */
export const CROSS_REGION_READER: ResourceType = {
  create: ({ account, properties }) => {
    const { imports = {} } = (properties.ReaderProps ?? {}) as { imports?: Record<string, unknown> };
    return { physicalId: account.uniqueId(10), attributes: imports };
  },
};

/** Made-up values for all attributes. */
export function attributesOf({ type, region, account }: ResourceRequest, physicalId: string): Record<string, string> {
  return {
    Arn: `arn:aws:${type.split('::')[1]?.toLowerCase()}:${region.name}:${account.accountId}:${physicalId}`,
    RootResourceId: `${physicalId}root`,
    RestApiId: physicalId,
    ResourceId: physicalId,
    DeploymentId: physicalId,
    AuthorizerId: physicalId,
    ApiId: physicalId,
    ApiEndpoint: `https://${physicalId}.execute-api.${region.name}.amazonaws.com`,
    Version: '1',
    KeyId: physicalId,
  };
}
