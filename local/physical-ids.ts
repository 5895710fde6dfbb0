import { createHash } from 'node:crypto';
import type { StackTemplate } from '../core/template/assembly.ts';
import type { Identify, Identity } from '../core/template/resolve.ts';

export interface PhysicalIdOptions {
  readonly region: string;
  readonly accountId: string;
}

type Resource = Parameters<Identify>[0];

/** The maximum length of the name of a function or a role.
 *  @see https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
 *  @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
const MAX_NAME_LENGTH = 64;

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html */
const MAX_STACK_NAME_LENGTH = 128;

/** Creates the physical ids and attributes of resources. Where CloudFormation generates a random name, this derives the name from the
 *  stack and the resource. It is the same at every start, so that earlier logs belong to the same log group. */
export function createPhysicalIds(options: PhysicalIdOptions): Identify {
  return (resource) => {
    const region = resource.stack.region ?? options.region;
    const arn = (service: string, rest: string, regional = true) =>
      `arn:aws:${service}:${regional ? region : ''}:${options.accountId}:${rest}`;
    const identify = BY_TYPE[resource.type];
    return identify
      ? identify(resource, arn)
      : { ref: generatedName(resource), attribute: () => generatedName(resource) };
  };
}

type Arn = (service: string, rest: string, regional?: boolean) => string;

/** The outputs of a nested stack come from its template. Without a template, they are generated names. */
const nestedStack = (resource: Resource, arn: Arn): Identity => {
  const name = generatedName(resource, MAX_STACK_NAME_LENGTH);
  return { ref: arn('cloudformation', `stack/${name}/local`), attribute: () => name };
};

const BY_TYPE: Record<string, (resource: Resource, arn: Arn) => Identity> = {
  'AWS::CloudFormation::Stack': nestedStack,
  'AWS::Serverless::Application': nestedStack,
  'AWS::Logs::LogGroup': (resource, arn) => {
    const name = nameInTemplate(resource, 'LogGroupName');
    return identity(name, { Arn: arn('logs', `log-group:${name}:*`) });
  },
  // Without the request id that its function may add: nothing is deleted here.
  'Custom::AdoptedLogGroup': (resource) => {
    const name = String(resource.property('LogGroupName'));
    return identity(name, { LogGroupName: name });
  },
  'AWS::Lambda::Function': (resource, arn) => {
    const name = nameInTemplate(resource, 'FunctionName', MAX_NAME_LENGTH);
    return identity(name, { Arn: arn('lambda', `function:${name}`) });
  },
  'AWS::Lambda::Version': (resource, arn) => {
    const name = String(resource.property('FunctionName')).split(':').at(-1);
    return identity(arn('lambda', `function:${name}:1`), { Version: '1' });
  },
  'AWS::Lambda::Alias': (resource, arn) => {
    const name = String(resource.property('FunctionName')).split(':').at(-1);
    return identity(arn('lambda', `function:${name}:${resource.property('Name')}`), {});
  },
  'AWS::DynamoDB::Table': (resource, arn) => {
    const name = nameInTemplate(resource, 'TableName');
    return identity(name, {
      Arn: arn('dynamodb', `table/${name}`),
      StreamArn: arn('dynamodb', `table/${name}/stream/local`),
    });
  },
  'AWS::IAM::Role': (resource, arn) => {
    const name = nameInTemplate(resource, 'RoleName', MAX_NAME_LENGTH);
    return identity(name, {
      Arn: arn('iam', `role/${name}`, false),
      RoleId: `AROA${hash(resource, 16).toUpperCase()}`,
    });
  },
  'AWS::ApiGateway::RestApi': (resource) => {
    const id = apiGatewayId(resource);
    return identity(id, { RootResourceId: hash(resource, 10, 'root'), RestApiId: id });
  },
  'AWS::ApiGateway::Resource': (resource) => identity(hash(resource, 6), { ResourceId: hash(resource, 6) }),
  'AWS::ApiGateway::Deployment': (resource) => identity(hash(resource, 6), { DeploymentId: hash(resource, 6) }),
  'AWS::ApiGateway::Stage': (resource) => identity(String(resource.property('StageName')), {}),
  'AWS::ApiGateway::Authorizer': (resource) => identity(hash(resource, 6), { AuthorizerId: hash(resource, 6) }),
  'AWS::ApiGatewayV2::Api': (resource) => {
    const id = apiGatewayId(resource);
    return identity(id, { ApiId: id, ApiEndpoint: `https://${id}.execute-api.local` });
  },
  'AWS::ApiGatewayV2::Stage': (resource) => identity(String(resource.property('StageName')), {}),
  'AWS::ApiGatewayV2::Integration': (resource) => identity(hash(resource, 7), { IntegrationId: hash(resource, 7) }),
  'AWS::ApiGatewayV2::Route': (resource) => identity(hash(resource, 7), { RouteId: hash(resource, 7) }),
  'AWS::ApiGatewayV2::Authorizer': (resource) => identity(hash(resource, 6), { AuthorizerId: hash(resource, 6) }),
  'AWS::SNS::Topic': (resource, arn) => {
    const name = nameInTemplate(resource, 'TopicName');
    return identity(arn('sns', name), { TopicArn: arn('sns', name), TopicName: name });
  },
  'AWS::SQS::Queue': (resource, arn) => {
    const name = nameInTemplate(resource, 'QueueName');
    return identity(`https://sqs.local/${name}`, {
      Arn: arn('sqs', name),
      QueueName: name,
      QueueUrl: `https://sqs.local/${name}`,
    });
  },
};

function identity(ref: string, attributes: Readonly<Record<string, string>>): Identity {
  return { ref, attribute: (name) => attributes[name] };
}

/** The name in the template, or a generated one. */
function nameInTemplate(resource: Resource, property: string, maxLength?: number): string {
  return String(resource.property(property) ?? generatedName(resource, maxLength));
}

type ResourceLocation = Pick<Resource, 'stack' | 'logicalId'>;

/** A name in the format of CloudFormation: `<stack>-<logical id>-<12 characters>`. The first two are cut to the maximum length. */
function generatedName(location: ResourceLocation, maxLength = Number.POSITIVE_INFINITY): string {
  const suffix = `-${hash(location, 12).toUpperCase()}`;
  const available = maxLength - suffix.length - 1;
  const stack = stackName(location.stack).slice(
    0,
    Math.max(available - location.logicalId.length, Math.floor(available / 2)),
  );
  return `${stack}-${location.logicalId.slice(0, available - stack.length)}${suffix}`;
}

/** The name of a nested stack is generated, too. */
function stackName({ name, nestedIn }: StackTemplate): string {
  return nestedIn === undefined ? name : generatedName(nestedIn, MAX_STACK_NAME_LENGTH);
}

/** Ten characters a-z0-9, as in API Gateway. */
function apiGatewayId(resource: Resource): string {
  return hash(resource, 10);
}

function hash({ stack, logicalId }: ResourceLocation, length: number, salt = ''): string {
  const digest = createHash('sha256').update(`${stack.name}/${logicalId}/${salt}`).digest('hex');
  return BigInt(`0x${digest}`).toString(36).slice(0, length);
}
