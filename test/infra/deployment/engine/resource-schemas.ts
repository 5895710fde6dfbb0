import type { Properties } from './resource-type.ts';

interface ResourceSchema {
  readonly required: readonly string[];
  readonly optional: readonly string[];
  /** The attributes of `Fn::GetAtt`. */
  readonly attributes: readonly string[];
}

const names = (text: string) => text.split(' ').filter((name) => name !== '');
const schema = (required: string, optional: string, attributes: string): ResourceSchema => ({
  required: names(required),
  optional: names(optional),
  attributes: names(attributes),
});

/** The properties and attributes of the types that the rehearsal covers: required, optional, attributes.
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
 *  @see https://www.npmjs.com/package/aws-cdk-lib (2.276.0), from whose L1 constructs this table is taken.
 *  @see https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/1960 for `DeploymentId` */
// biome-ignore format: one type in few lines
const SCHEMAS: Readonly<Record<string, ResourceSchema>> = {
  'AWS::ApiGateway::Account': schema('', 'CloudWatchRoleArn', 'Id'),
  'AWS::ApiGateway::Authorizer': schema(
    'Name RestApiId Type',
    'AuthType AuthorizerCredentials AuthorizerResultTtlInSeconds AuthorizerUri IdentitySource IdentityValidationExpression ' +
      'ProviderARNs',
    'AuthorizerId',
  ),
  'AWS::ApiGateway::Deployment': schema('RestApiId', 'DeploymentCanarySettings Description StageDescription StageName', 'DeploymentId'),
  'AWS::ApiGateway::GatewayResponse': schema('ResponseType RestApiId', 'ResponseParameters ResponseTemplates StatusCode', 'Id'),
  'AWS::ApiGateway::Method': schema(
    'HttpMethod ResourceId RestApiId',
    'ApiKeyRequired AuthorizationScopes AuthorizationType AuthorizerId Integration MethodResponses OperationName ' +
      'RequestModels RequestParameters RequestValidatorId',
    '',
  ),
  'AWS::ApiGateway::Model': schema('RestApiId', 'ContentType Description Name Schema', ''),
  'AWS::ApiGateway::RequestValidator': schema('RestApiId', 'Name ValidateRequestBody ValidateRequestParameters', 'RequestValidatorId'),
  'AWS::ApiGateway::Resource': schema('ParentId PathPart RestApiId', '', 'ResourceId'),
  'AWS::ApiGateway::RestApi': schema(
    '',
    'ApiKeySourceType BinaryMediaTypes Body BodyS3Location CloneFrom Description DisableExecuteApiEndpoint EndpointAccessMode ' +
      'EndpointConfiguration FailOnWarnings MinimumCompressionSize Mode Name Parameters Policy SecurityPolicy Tags Version',
    'RestApiId RootResourceId',
  ),
  'AWS::ApiGateway::Stage': schema(
    'DeploymentId RestApiId',
    'AccessLogSetting CacheClusterEnabled CacheClusterSize CanarySetting ClientCertificateId Description ' +
      'DocumentationVersion MethodSettings StageName Tags TracingEnabled Variables',
    '',
  ),
  'AWS::ApiGatewayV2::Api': schema(
    '',
    'ApiKeySelectionExpression BasePath Body BodyS3Location CorsConfiguration CredentialsArn Description ' +
      'DisableExecuteApiEndpoint DisableSchemaValidation FailOnWarnings IpAddressType Name ProtocolType RouteKey ' +
      'RouteSelectionExpression Tags Target Version',
    'ApiEndpoint ApiId ExecuteApiArn',
  ),
  'AWS::ApiGatewayV2::Authorizer': schema(
    'ApiId AuthorizerType Name',
    'AuthorizerCredentialsArn AuthorizerPayloadFormatVersion AuthorizerResultTtlInSeconds AuthorizerUri EnableSimpleResponses ' +
      'IdentitySource IdentityValidationExpression JwtConfiguration',
    'AuthorizerId',
  ),
  'AWS::ApiGatewayV2::Deployment': schema('ApiId', 'Description StageName', 'DeploymentId'),
  'AWS::ApiGatewayV2::Integration': schema(
    'ApiId IntegrationType',
    'ConnectionId ConnectionType ContentHandlingStrategy CredentialsArn Description IntegrationMethod IntegrationSubtype ' +
      'IntegrationUri PassthroughBehavior PayloadFormatVersion RequestParameters RequestTemplates ResponseParameters ' +
      'TemplateSelectionExpression TimeoutInMillis TlsConfig',
    'IntegrationId',
  ),
  'AWS::ApiGatewayV2::Route': schema(
    'ApiId RouteKey',
    'ApiKeyRequired AuthorizationScopes AuthorizationType AuthorizerId ModelSelectionExpression OperationName RequestModels ' +
      'RequestParameters RouteResponseSelectionExpression Target',
    'RouteId',
  ),
  'AWS::ApiGatewayV2::Stage': schema(
    'ApiId StageName',
    'AccessLogSettings AccessPolicyId AutoDeploy ClientCertificateId DefaultRouteSettings DeploymentId Description ' +
      'RouteSettings StageVariables Tags',
    '',
  ),
  'AWS::CloudFormation::Stack': schema('TemplateURL', 'NotificationARNs Parameters StackName Tags TimeoutInMinutes', ''),
  'AWS::CloudFront::Distribution': schema('DistributionConfig', 'Tags', 'DomainName Id'),
  'AWS::CloudWatch::Alarm': schema(
    '',
    'ActionConfiguration ActionsEnabled AlarmActions AlarmDescription AlarmName ComparisonOperator DatapointsToAlarm ' +
      'Dimensions EvaluateLowSampleCountPercentile EvaluationCriteria EvaluationInterval EvaluationPeriods EvaluationWindow ' +
      'ExtendedStatistic InsufficientDataActions MetricName Metrics Namespace OKActions Period Statistic Tags Threshold ' +
      'ThresholdMetricId TreatMissingData Unit WarmUpConfiguration',
    'Arn',
  ),
  'AWS::CloudWatch::Dashboard': schema('DashboardBody', 'DashboardName Tags', ''),
  'AWS::DynamoDB::Table': schema(
    'KeySchema',
    'AttributeDefinitions BillingMode ContributorInsightsSpecification DeletionProtectionEnabled GlobalSecondaryIndexes ' +
      'ImportSourceSpecification KinesisStreamSpecification LocalSecondaryIndexes OnDemandThroughput ' +
      'PointInTimeRecoverySpecification ProvisionedThroughput ResourcePolicy SSESpecification StreamSpecification TableClass ' +
      'TableName Tags TimeToLiveSpecification VectorIndexes WarmThroughput',
    'Arn StreamArn',
  ),
  'AWS::Events::Rule': schema(
    '',
    'Description EventBusName EventPattern Name RoleArn ScheduleExpression State Tags Targets',
    'Arn RuleName',
  ),
  'AWS::IAM::ManagedPolicy': schema(
    'PolicyDocument',
    'Description Groups ManagedPolicyName Path Roles Users',
    'AttachmentCount CreateDate DefaultVersionId IsAttachable PermissionsBoundaryUsageCount PolicyArn PolicyId UpdateDate',
  ),
  'AWS::IAM::Policy': schema('PolicyDocument PolicyName', 'Groups Roles Users', 'Id'),
  'AWS::IAM::Role': schema(
    'AssumeRolePolicyDocument',
    'Description ManagedPolicyArns MaxSessionDuration Path PermissionsBoundary Policies RoleName Tags',
    'Arn RoleId',
  ),
  'AWS::KMS::Key': schema(
    '',
    'BypassPolicyLockoutSafetyCheck Description EnableKeyRotation Enabled KeyPolicy KeySpec KeyUsage MultiRegion Origin ' +
      'PendingWindowInDays RotationPeriodInDays Tags',
    'Arn KeyId',
  ),
  'AWS::Lambda::Alias': schema('FunctionName FunctionVersion Name', 'Description ProvisionedConcurrencyConfig RoutingConfig', 'AliasArn'),
  'AWS::Lambda::EventInvokeConfig': schema('FunctionName Qualifier', 'DestinationConfig MaximumEventAgeInSeconds MaximumRetryAttempts', ''),
  'AWS::Lambda::EventSourceMapping': schema(
    'FunctionName',
    'AmazonManagedKafkaEventSourceConfig BatchSize BisectBatchOnFunctionError DestinationConfig DocumentDBEventSourceConfig ' +
      'Enabled EventSourceArn FilterCriteria FunctionResponseTypes KmsKeyArn LoggingConfig MaximumBatchingWindowInSeconds ' +
      'MaximumRecordAgeInSeconds MaximumRetryAttempts MetricsConfig ParallelizationFactor ProvisionedPollerConfig Queues ' +
      'ScalingConfig SelfManagedEventSource SelfManagedKafkaEventSourceConfig SourceAccessConfigurations StartingPosition ' +
      'StartingPositionTimestamp Tags Topics TumblingWindowInSeconds',
    'EventSourceMappingArn Id',
  ),
  'AWS::Lambda::Function': schema(
    'Code Role',
    'Architectures CapacityProviderConfig CodeSigningConfigArn DeadLetterConfig Description DurableConfig Environment ' +
      'EphemeralStorage FileSystemConfigs FunctionName FunctionScalingConfig Handler ImageConfig KmsKeyArn Layers LoggingConfig ' +
      'MemorySize PackageType PublishToLatestPublished RecursiveLoop ReservedConcurrentExecutions Runtime ' +
      'RuntimeManagementConfig SnapStart Tags TenancyConfig Timeout TracingConfig VpcConfig',
    'Arn SnapStartResponse SnapStartResponse.ApplyOn SnapStartResponse.OptimizationStatus',
  ),
  'AWS::Lambda::Permission': schema(
    'Action FunctionName Principal',
    'EventSourceToken FunctionUrlAuthType InvokedViaFunctionUrl PrincipalOrgID SourceAccount SourceArn',
    'Id',
  ),
  'AWS::Lambda::Version': schema(
    'FunctionName',
    'CodeSha256 Description FunctionScalingConfig ProvisionedConcurrencyConfig RuntimePolicy',
    'FunctionArn Version',
  ),
  'AWS::Logs::LogGroup': schema(
    '',
    'BearerTokenAuthenticationEnabled DataProtectionPolicy DeletionProtectionEnabled FieldIndexPolicies KmsKeyId ' +
      'LogGroupClass LogGroupName ResourcePolicyDocument RetentionInDays Tags',
    'Arn',
  ),
  'AWS::Logs::MetricFilter': schema(
    'FilterPattern LogGroupName MetricTransformations',
    'ApplyOnTransformedLogs EmitSystemFieldDimensions FieldSelectionCriteria FilterName',
    '',
  ),
  'AWS::Logs::QueryDefinition': schema('Name QueryString', 'LogGroupNames Parameters QueryLanguage', 'QueryDefinitionId'),
  'AWS::Logs::SubscriptionFilter': schema(
    'DestinationArn FilterPattern LogGroupName',
    'ApplyOnTransformedLogs Distribution EmitSystemFields FieldSelectionCriteria FilterName RoleArn',
    '',
  ),
  'AWS::S3::Bucket': schema(
    '',
    'AbacStatus AccelerateConfiguration AccessControl AnalyticsConfigurations BucketEncryption BucketName BucketNamePrefix ' +
      'BucketNamespace CorsConfiguration IntelligentTieringConfigurations InventoryConfigurations LifecycleConfiguration ' +
      'LoggingConfiguration MetadataConfiguration MetadataTableConfiguration MetricsConfigurations NotificationConfiguration ' +
      'ObjectLockConfiguration ObjectLockEnabled OwnershipControls PublicAccessBlockConfiguration ReplicationConfiguration Tags ' +
      'VersioningConfiguration WebsiteConfiguration',
    'Arn DomainName DualStackDomainName RegionalDomainName WebsiteURL',
  ),
  'AWS::S3::BucketPolicy': schema('Bucket PolicyDocument', '', ''),
  'AWS::SNS::Subscription': schema(
    'Protocol TopicArn',
    'DeliveryPolicy Endpoint FilterPolicy FilterPolicyScope RawMessageDelivery RedrivePolicy Region SubscriptionRoleArn',
    'Arn',
  ),
  'AWS::SNS::Topic': schema(
    '',
    'ArchivePolicy ContentBasedDeduplication DataProtectionPolicy DeliveryStatusLogging DisplayName FifoThroughputScope ' +
      'FifoTopic KmsMasterKeyId MaximumMessageSize SignatureVersion Subscription Tags TopicName TracingConfig',
    'TopicArn TopicName',
  ),
  'AWS::SNS::TopicPolicy': schema('PolicyDocument Topics', '', 'Id'),
  'AWS::SQS::Queue': schema(
    '',
    'ContentBasedDeduplication DeduplicationScope DelaySeconds FifoQueue FifoThroughputLimit KmsDataKeyReusePeriodSeconds ' +
      'KmsMasterKeyId MaximumMessageSize MessageRetentionPeriod QueueName ReceiveMessageWaitTimeSeconds RedriveAllowPolicy ' +
      'RedrivePolicy SqsManagedSseEnabled Tags VisibilityTimeout',
    'Arn QueueName QueueUrl',
  ),
  'AWS::SQS::QueuePolicy': schema('PolicyDocument Queues', '', 'Id'),
  'AWS::SSM::Parameter': schema('Type Value', 'AllowedPattern DataType Description Name Policies Tags Tier', 'Arn Type Value'),
};

/** The attributes of a type; undefined when it may have any, as custom resources and nested stacks do. */
export function attributesOfType(type: string): readonly string[] | undefined {
  return type === 'AWS::CloudFormation::Stack' ? undefined : SCHEMAS[type]?.attributes;
}

/** @throws Error as CloudFormation does for a property that is missing or unknown.
 *  @see https://github.com/aws-cloudformation/iac-model-evaluation/issues/29
 *  @see https://github.com/aws-samples/annotate-medical-images-in-dicom-server-and-build-ml-models-on-amazon-sagemaker/issues/6 */
export function checkProperties(logicalId: string, type: string, properties: Properties): void {
  const { required, optional } = SCHEMAS[type] ?? { required: type.startsWith('Custom::') ? ['ServiceToken'] : [] };
  const missing = required.filter((name) => properties[name] === undefined);
  const unknown = Object.keys(properties).filter((name) => optional && ![...required, ...optional].includes(name));
  const problems = [
    ...missing.map((name) => `#: required key [${name}] not found`),
    ...unknown.map((name) => `#: extraneous key [${name}] is not permitted`),
  ];
  if (problems.length === 0) return;
  throw new Error(`Properties validation failed for resource ${logicalId} with message: ${problems.join(', ')}`);
}
