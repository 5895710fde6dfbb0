import { isObject } from '../../../core/is-object.ts';
import type { Template } from '../../../core/template/template.ts';

/** The tool in whose source the user fixes a problem. */
export type TemplateTool = 'cdk' | 'sam' | 'serverless' | 'cloudformation';

/** The macro that turns a template of SAM into CloudFormation.
 *  @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy.html */
const SAM_TRANSFORM = 'AWS::Serverless-2016-10-31';

/** The tool that made a template. */
export function toolOf({ Transform, Resources, Outputs = {}, Parameters = {} }: Template): TemplateTool {
  if ([Transform].flat().includes(SAM_TRANSFORM)) return 'sam';
  // The Serverless Framework adds its deployment bucket, or the name of the bucket that the user chose.
  if (Object.hasOwn(Outputs, 'ServerlessDeploymentBucketName')) return 'serverless';
  if (Object.hasOwn(Resources, 'ServerlessDeploymentBucket')) return 'serverless';
  if (Object.hasOwn(Parameters, 'BootstrapVersion') || Object.values(Resources).some(hasConstructPath)) return 'cdk';
  return 'cloudformation';
}

function hasConstructPath({ Metadata }: Template['Resources'][string]): boolean {
  return isObject(Metadata) && typeof Metadata['aws:cdk:path'] === 'string';
}
