import type { CfnResource } from 'aws-cdk-lib';

/** Leaves a resource out of the template if it is not needed. The CDK asks when it writes the template, after all aspects: only then is
 *  it known what logs.
 *  @see https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.CfnResource.html#protected-shouldwbrsynthesize */
export function synthesizeOnlyIf(resource: CfnResource, isNeeded: () => boolean): void {
  Object.defineProperty(resource, 'shouldSynthesize', { value: isNeeded });
}
