import {
  CfnResource,
  DefaultTokenResolver,
  type IPostProcessor,
  type IResolvable,
  type IResolveContext,
  Reference,
  type Stack,
  StringConcat,
  Tokenization,
} from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { evaluateValue, type Scope } from '../../core/template/evaluate.ts';
import { isIntrinsic } from '../../core/template/intrinsics.ts';
import { UnknownValue } from '../../core/template/unknown-value.ts';
import { propertyOf } from './function-logging/function-resource.ts';

const RANDOM_PART = 'ABCDEFGHIJKL';
/** The longest name of a function. CloudFormation shortens what it generates.
 *  @see https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
const MAX_FUNCTION_NAME = 64;
const API_ID = 'a1b2c3d4e5';
const API_TYPES: readonly string[] = ['AWS::ApiGateway::RestApi', 'AWS::ApiGatewayV2::Api'];

/** The properties in which an app sets the name of a resource. */
const NAME_PROPERTIES: Readonly<Record<string, string>> = {
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::Logs::LogGroup': 'LogGroupName',
};

const PSEUDO_PARAMETERS: Readonly<Record<string, string>> = {
  'AWS::AccountId': '123456789012',
  'AWS::Partition': 'aws',
  'AWS::Region': 'eu-central-1',
  'AWS::StackId': 'arn:aws:cloudformation:eu-central-1:123456789012:stack/shop/0a1b2c3d-0a1b-2c3d-4e5f-0a1b2c3d4e5f',
  'AWS::URLSuffix': 'amazonaws.com',
};
const OTHER_VALUE = 'a-value-of-unknown-length';

const EXAMPLE_SCOPE: Scope = {
  ref: (name) => PSEUDO_PARAMETERS[name] ?? OTHER_VALUE,
  attribute: () => OTHER_VALUE,
  condition: () => true,
  findInMap: () => OTHER_VALUE,
  importValue: () => OTHER_VALUE,
  stackOutput: () => OTHER_VALUE,
  invalidCall: () => OTHER_VALUE,
};

/** Resolves a value as the deployment will, with an example in place of each name that CloudFormation generates. AWS limits the size of what
 *  it receives, which is longer than the template.
 *  @param value names and texts with names, such as the settings of a function. */
export function withExpectedValues<T>(scope: IConstruct, value: T): T {
  return Tokenization.resolve(value, { scope, resolver: new ExampleResolver(), preparing: false });
}

class ExampleResolver extends DefaultTokenResolver {
  constructor() {
    super(new StringConcat());
  }

  override resolveToken(token: IResolvable, context: IResolveContext, postProcessor: IPostProcessor): unknown {
    if (Reference.isReference(token)) return expectedReference(token);
    const resolved = super.resolveToken(token, context, postProcessor);
    if (!isIntrinsic(resolved)) return resolved;
    const value = evaluateValue(resolved, EXAMPLE_SCOPE);
    return value instanceof UnknownValue ? OTHER_VALUE : value;
  }
}

/** A name, or an ARN with the name. */
function expectedReference({ target, displayName }: Reference): string {
  const pseudoParameter = PSEUDO_PARAMETERS[displayName];
  if (pseudoParameter !== undefined) return pseudoParameter;
  const name = CfnResource.isCfnResource(target) ? expectedName(target, displayName) : OTHER_VALUE;
  return displayName === 'Arn' ? `arn:aws:service:eu-central-1:123456789012:resources:${name}` : name;
}

/** @param attribute an attribute is often a property with the same name: `LogGroupName`. */
function expectedName(resource: CfnResource, attribute = ''): string {
  const { cfnResourceType: type, logicalId, stack } = resource;
  if (API_TYPES.includes(type)) return API_ID;
  const name = withExpectedValues(resource, propertyOf(resource, NAME_PROPERTIES[type] ?? attribute));
  if (typeof name === 'string') return name;
  const generated = `${expectedStackName(stack)}-${stack.resolve(logicalId)}-${RANDOM_PART}`;
  return type === 'AWS::Lambda::Function' ? generated.slice(-MAX_FUNCTION_NAME) : generated;
}

function expectedStackName(stack: Stack): string {
  return stack.nestedStackResource === undefined ? stack.stackName : expectedName(stack.nestedStackResource);
}
