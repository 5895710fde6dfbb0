import { isObject } from '../../../core/is-object.ts';
import type { Template } from '../../../core/template/template.ts';

/** The tool in whose source the user fixes a problem. */
export type TemplateTool = 'cdk' | 'sam' | 'serverless' | 'cloudformation';

/** The tool in whose words a resource is fixed. In templates of SAM, resources of CloudFormation have the properties of CloudFormation. */
export function toolOf(template: Template, resourceType: string): TemplateTool {
  const tool = TOOLS.get(template) ?? toolOfTemplate(template);
  TOOLS.set(template, tool);
  if (tool === 'cdk' || tool === 'serverless') return tool;
  return resourceType.startsWith('AWS::Serverless::') ? 'sam' : 'cloudformation';
}

/** Each template is searched once, and not for each of its resources. */
const TOOLS = new WeakMap<Template, TemplateTool>();

/** Whether the SAM CLI wrote the template from a Terraform project, to run its functions locally. Terraform deploys the project, and the
 *  template has only some of its settings.
 *  @see https://github.com/aws/aws-sam-cli/blob/develop/samcli/hook_packages/terraform/hooks/prepare/property_builder.py */
export function isTerraformCopy({ Metadata }: Template): boolean {
  const hook = Metadata?.['AWS::SAM::Hook'];
  return isObject(hook) && hook.HookName === 'terraform';
}

function toolOfTemplate({ Resources, Outputs = {}, Parameters = {} }: Template): TemplateTool {
  // The Serverless Framework adds its deployment bucket, or the name of the bucket that the user chose.
  if (Object.hasOwn(Outputs, 'ServerlessDeploymentBucketName')) return 'serverless';
  if (Object.hasOwn(Resources, 'ServerlessDeploymentBucket')) return 'serverless';
  if (Object.hasOwn(Parameters, 'BootstrapVersion') || Object.values(Resources).some(hasConstructPath)) return 'cdk';
  return 'cloudformation';
}

function hasConstructPath({ Metadata }: Template['Resources'][string]): boolean {
  return isObject(Metadata) && typeof Metadata['aws:cdk:path'] === 'string';
}
