import { type CfnResource, Stack } from 'aws-cdk-lib';
import { propertyOf, referencedResource, resourcesOfStack } from './function-resource.ts';

/** Whether CloudFront runs the function at the edge (Lambda@Edge). Its replicas log in the regions where they run, into groups that
 *  they create there: `/aws/lambda/us-east-1.<function>`, or a group with the configured name.
 *
 *  The role of such a function must trust edgelambda.amazonaws.com. If the app does not define the role, a distribution in the stack of the
 *  function shows it.
 *  @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-functions-logs.html
 *  @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-edge-permissions.html */
export function isEdgeFunction(resource: CfnResource): boolean {
  const role = referencedResource(resource, 'AWS::IAM::Role', propertyOf(resource, 'Role'));
  return role === undefined ? isInDistribution(resource) : trustsEdge(role);
}

function trustsEdge(role: CfnResource): boolean {
  const trust = Stack.of(role).resolve(propertyOf(role, 'AssumeRolePolicyDocument'));
  return JSON.stringify(trust ?? {}).includes('edgelambda.');
}

/** Whether a distribution of the same stack calls a version of the function. */
function isInDistribution(resource: CfnResource): boolean {
  const stack = Stack.of(resource);
  const resources = resourcesOfStack(stack);
  const distributions = resources
    .filter(({ cfnResourceType }) => cfnResourceType === 'AWS::CloudFront::Distribution')
    .map((distribution) => JSON.stringify(stack.resolve(propertyOf(distribution, 'DistributionConfig')) ?? {}));
  if (distributions.length === 0) return false;
  const functionRef = JSON.stringify(stack.resolve(resource.ref));
  return resources
    .filter(({ cfnResourceType }) => cfnResourceType === 'AWS::Lambda::Version')
    .filter((version) => JSON.stringify(stack.resolve(propertyOf(version, 'FunctionName'))) === functionRef)
    .some((version) => distributions.some((text) => text.includes(JSON.stringify(stack.resolve(version.ref)))));
}
