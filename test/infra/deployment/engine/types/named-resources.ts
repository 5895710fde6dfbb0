import { alreadyExists, type ResourceRequest, type ResourceType } from '../resource-type.ts';

type Identify = (name: string, request: ResourceRequest) => { ref?: string; attributes: Record<string, string> };

const arn = (service: string, { region, account }: ResourceRequest, rest: string) =>
  `arn:aws:${service}:${region.name}:${account.accountId}:${rest}`;

/** Types whose name is unique in the region, and that do nothing else here.
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html for `Ref`, attributes, and the
 *  longest name */
export const NAMED_RESOURCES: Readonly<Record<string, ResourceType>> = {
  'AWS::DynamoDB::Table': named('TableName', 255, (name, request) => ({
    attributes: {
      Arn: arn('dynamodb', request, `table/${name}`),
      StreamArn: arn('dynamodb', request, `table/${name}/stream/1`),
    },
  })),
  'AWS::SQS::Queue': named('QueueName', 80, (name, request) => ({
    ref: `https://sqs.${request.region.name}.amazonaws.com/${request.account.accountId}/${name}`,
    attributes: { Arn: arn('sqs', request, name), QueueName: name },
  })),
  'AWS::SNS::Topic': named('TopicName', 256, (name, request) => ({
    ref: arn('sns', request, name),
    attributes: { TopicArn: arn('sns', request, name), TopicName: name },
  })),
  'AWS::S3::Bucket': named('BucketName', 63, (name) => ({
    attributes: {
      Arn: `arn:aws:s3:::${name}`,
      DomainName: `${name}.s3.amazonaws.com`,
      RegionalDomainName: `${name}.s3.amazonaws.com`,
    },
  })),
  'AWS::CloudWatch::Alarm': named('AlarmName', 255, (name, request) => ({
    attributes: { Arn: arn('cloudwatch', request, `alarm:${name}`) },
  })),
  'AWS::CloudWatch::Dashboard': named('DashboardName', 255, () => ({ attributes: {} })),
  'AWS::Events::Rule': named('Name', 64, (name, request) => ({
    attributes: { Arn: arn('events', request, `rule/${name}`) },
  })),
  'AWS::SSM::Parameter': named('Name', 2048, (_, { properties }) => ({
    attributes: { Value: String(properties.Value) },
  })),
};

function named(property: string, maxLength: number, identify: Identify): ResourceType {
  const nameKey = (request: ResourceRequest, name: string) => `${request.type} ${name}`;
  return {
    create(request) {
      const name = request.nameIn(property, maxLength);
      if (request.region.names.has(nameKey(request, name))) throw alreadyExists(request.type, property, name);
      request.region.names.add(nameKey(request, name));
      const { ref = name, attributes } = identify(name, request);
      return { physicalId: ref, attributes };
    },
    delete(request, { physicalId }) {
      request.region.names.delete(nameKey(request, physicalId.split(/[/:]/).at(-1) ?? ''));
    },
  };
}
