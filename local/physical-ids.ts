import { createHash } from 'node:crypto';
import type { StackTemplate } from '../core/template/assembly.ts';
import type { Identify, Identity } from '../core/template/resolve.ts';

export interface NamingOptions {
  readonly region: string;
  readonly accountId: string;
}

type Resource = Parameters<Identify>[0];

/** Names of functions and roles are no longer.
 *  @see https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
 *  @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
const LONGEST_NAME = 64;

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html */
const LONGEST_STACK_NAME = 128;

/** Names the resources of the local AWS. A name that CloudFormation would make up at random is made from the stack's and
 *  the resource's names here, so that it is the same at every start and the logs of yesterday are found again. */
export function physicalIds(options: NamingOptions): Identify {
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

/** The outputs of a nested stack that runs here are its own; those of one that does not are made up as all else. */
const nestedStack = (resource: Resource, arn: Arn): Identity => {
  const name = generatedName(resource, LONGEST_STACK_NAME);
  return { ref: arn('cloudformation', `stack/${name}/local`), attribute: () => name };
};

const BY_TYPE: Record<string, (resource: Resource, arn: Arn) => Identity> = {
  'AWS::CloudFormation::Stack': nestedStack,
  'AWS::Serverless::Application': nestedStack,
  'AWS::Logs::LogGroup': (resource, arn) => {
    const name = named(resource, 'LogGroupName');
    return identity(name, { Arn: arn('logs', `log-group:${name}:*`) });
  },
  'AWS::Lambda::Function': (resource, arn) => {
    const name = named(resource, 'FunctionName', LONGEST_NAME);
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
    const name = named(resource, 'TableName');
    return identity(name, {
      Arn: arn('dynamodb', `table/${name}`),
      StreamArn: arn('dynamodb', `table/${name}/stream/local`),
    });
  },
  'AWS::IAM::Role': (resource, arn) => {
    const name = named(resource, 'RoleName', LONGEST_NAME);
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
    const name = named(resource, 'TopicName');
    return identity(arn('sns', name), { TopicArn: arn('sns', name), TopicName: name });
  },
  'AWS::SQS::Queue': (resource, arn) => {
    const name = named(resource, 'QueueName');
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

/** The name that the template gives, or else one of the form that CloudFormation gives. */
function named(resource: Resource, property: string, longest?: number): string {
  return String(resource.property(property) ?? generatedName(resource, longest));
}

type Place = Pick<Resource, 'stack' | 'logicalId'>;

/** `<stack>-<logical id>-<12 characters>`, as CloudFormation makes them: both are cut where a name may be no longer. */
function generatedName(place: Place, longest = Number.POSITIVE_INFINITY): string {
  const suffix = `-${hash(place, 12).toUpperCase()}`;
  const room = longest - suffix.length - 1;
  const stack = stackName(place.stack).slice(0, Math.max(room - place.logicalId.length, Math.floor(room / 2)));
  return `${stack}-${place.logicalId.slice(0, room - stack.length)}${suffix}`;
}

/** A nested stack's name is made up, too. */
function stackName({ name, nestedIn }: StackTemplate): string {
  return nestedIn === undefined ? name : generatedName(nestedIn, LONGEST_STACK_NAME);
}

/** Ten characters a-z0-9, as API Gateway makes them. */
function apiGatewayId(resource: Resource): string {
  return hash(resource, 10);
}

function hash({ stack, logicalId }: Place, length: number, salt = ''): string {
  const digest = createHash('sha256').update(`${stack.name}/${logicalId}/${salt}`).digest('hex');
  return BigInt(`0x${digest}`).toString(36).slice(0, length);
}
