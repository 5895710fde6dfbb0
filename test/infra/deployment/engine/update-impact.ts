/** The properties whose change replaces the resource ("Update requires: Replacement"), by type.
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
 *  @see https://www.npmjs.com/package/@aws-cdk/aws-service-spec (0.1.208), from which this table is taken. */
const REPLACING_PROPERTIES: Readonly<Record<string, readonly string[]>> = {
  'AWS::ApiGateway::Account': [],
  'AWS::ApiGateway::Authorizer': ['RestApiId'],
  'AWS::ApiGateway::BasePathMapping': ['DomainName', 'BasePath'],
  'AWS::ApiGateway::Deployment': ['RestApiId', 'DeploymentCanarySettings'],
  'AWS::ApiGateway::DomainName': ['DomainName'],
  'AWS::ApiGateway::GatewayResponse': ['ResponseType', 'RestApiId'],
  'AWS::ApiGateway::Method': ['HttpMethod', 'ResourceId', 'RestApiId'],
  'AWS::ApiGateway::Model': ['ContentType', 'RestApiId', 'Name'],
  'AWS::ApiGateway::RequestValidator': ['RestApiId', 'Name'],
  'AWS::ApiGateway::Resource': ['ParentId', 'PathPart', 'RestApiId'],
  'AWS::ApiGateway::RestApi': [],
  'AWS::ApiGateway::Stage': ['StageName', 'RestApiId'],
  'AWS::ApiGatewayV2::Api': ['ProtocolType'],
  'AWS::ApiGatewayV2::Authorizer': ['ApiId'],
  'AWS::ApiGatewayV2::Deployment': ['ApiId'],
  'AWS::ApiGatewayV2::Integration': ['ApiId'],
  'AWS::ApiGatewayV2::Route': ['ApiId'],
  'AWS::ApiGatewayV2::Stage': ['StageName', 'ApiId'],
  'AWS::CloudFormation::CustomResource': [],
  'AWS::CloudFormation::Stack': [],
  'AWS::CloudFront::Distribution': [],
  'AWS::CloudWatch::Alarm': ['AlarmName'],
  'AWS::CloudWatch::Dashboard': ['DashboardName'],
  'AWS::DynamoDB::Table': ['ImportSourceSpecification', 'TableName', 'KeySchema'],
  'AWS::Events::Rule': ['EventBusName', 'Name'],
  'AWS::IAM::ManagedPolicy': ['ManagedPolicyName', 'Path', 'Description'],
  'AWS::IAM::Policy': [],
  'AWS::IAM::Role': ['Path', 'RoleName'],
  'AWS::KMS::Alias': ['AliasName'],
  'AWS::KMS::Key': [],
  'AWS::Lambda::Alias': ['FunctionName', 'Name'],
  'AWS::Lambda::EventInvokeConfig': ['FunctionName', 'Qualifier'],
  'AWS::Lambda::EventSourceMapping': [
    'StartingPosition',
    'SelfManagedEventSource',
    'EventSourceArn',
    'SelfManagedKafkaEventSourceConfig',
    'AmazonManagedKafkaEventSourceConfig',
    'StartingPositionTimestamp',
  ],
  'AWS::Lambda::Function': ['FunctionName', 'PackageType', 'TenancyConfig'],
  'AWS::Lambda::LayerVersion': [
    'CompatibleRuntimes',
    'LicenseInfo',
    'Description',
    'LayerName',
    'Content',
    'CompatibleArchitectures',
  ],
  'AWS::Lambda::Permission': [
    'FunctionName',
    'Action',
    'EventSourceToken',
    'FunctionUrlAuthType',
    'SourceArn',
    'SourceAccount',
    'PrincipalOrgID',
    'Principal',
    'InvokedViaFunctionUrl',
  ],
  'AWS::Lambda::Url': ['Qualifier', 'TargetFunctionArn'],
  'AWS::Lambda::Version': [
    'CodeSha256',
    'Description',
    'FunctionName',
    'ProvisionedConcurrencyConfig',
    'RuntimePolicy',
  ],
  'AWS::Logs::LogGroup': ['LogGroupName'],
  'AWS::Logs::LogStream': ['LogStreamName', 'LogGroupName'],
  'AWS::Logs::MetricFilter': ['LogGroupName', 'FilterName'],
  'AWS::Logs::QueryDefinition': [],
  'AWS::Logs::ResourcePolicy': ['PolicyName'],
  'AWS::Logs::SubscriptionFilter': ['LogGroupName', 'FilterName'],
  'AWS::S3::Bucket': ['BucketName', 'ObjectLockEnabled', 'BucketNamespace', 'BucketNamePrefix'],
  'AWS::S3::BucketPolicy': ['Bucket'],
  'AWS::SNS::Subscription': ['Endpoint', 'Protocol', 'TopicArn'],
  'AWS::SNS::Topic': ['FifoTopic', 'TopicName'],
  'AWS::SQS::Queue': ['FifoQueue', 'QueueName'],
  'AWS::SQS::QueuePolicy': [],
  'AWS::SSM::Parameter': ['Name'],
  'AWS::StepFunctions::StateMachine': ['StateMachineName', 'StateMachineType'],
};

/** The properties that cannot be changed ("Updates are not supported"), with the reason of the failed update.
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-customresource.html
 *  @see https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/802 and https://github.com/serverless/serverless/issues/9240
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-loggroup.html */
const FIXED_PROPERTIES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'AWS::CloudFormation::CustomResource': { ServiceToken: 'Modifying service token is not allowed.' },
  'AWS::Logs::LogGroup': { LogGroupClass: 'Log group class cannot be changed.' },
};

/** Why the update of a resource is refused.
 *  @returns one reason for each changed property. */
export function refusedChanges(type: string, before: Properties, after: Properties): string[] {
  const fixed = FIXED_PROPERTIES[documentedType(type)] ?? {};
  return Object.keys(fixed)
    .filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))
    .map((name) => fixed[name] ?? name);
}

function documentedType(type: string): string {
  return type.startsWith('Custom::') ? 'AWS::CloudFormation::CustomResource' : type;
}

/** The changed properties that make CloudFormation replace the resource; empty for an update in place.
 *  @param before with its intrinsic functions resolved, or both without.
 *  @throws Error for a changed resource whose type is not in the table. */
export function replacingChanges(type: string, before: Properties, after: Properties): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  const changed = [...names].filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  if (changed.length === 0) return [];
  const replacing = REPLACING_PROPERTIES[documentedType(type)];
  if (!replacing)
    throw new Error(`The impact of a change of ${type} (${changed.join(', ')}) is not known: add the type`);
  return changed.filter((name) => replacing.includes(name));
}

type Properties = Readonly<Record<string, unknown>>;
