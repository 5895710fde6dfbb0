import { isDeepStrictEqual } from 'node:util';
import type { Template } from '../../../core/template/template.ts';
import type { DeployableResource } from './engine/deployed-stack.ts';

/** What fails, or stays behind, when the CDK gives the version of a function another logical id: CloudFormation creates a version, and
 *  deletes the old one at the end.
 *  @returns one line, or none. */
export function lossOfVersion(version: DeployableResource, before: Template, after: Template): string[] {
  const name = version.Properties?.FunctionName as { readonly Ref?: string } | undefined;
  const [old, updated] = [before, after].map((template) => template.Resources[name?.Ref ?? '']);
  if (!old || !updated) return ['is deleted'];
  if (isEdgeFunction(old, before)) return ['is replaced, and CloudFront has replicas of the old version for hours'];
  return isDeepStrictEqual(configuration(old), configuration(updated))
    ? ['is created again, and Lambda refuses a second version of the same function']
    : [];
}

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-edge-permissions.html */
function isEdgeFunction(fn: DeployableResource, template: Template): boolean {
  const [role = ''] = [
    (fn.Properties?.Role as { readonly 'Fn::GetAtt'?: string[] } | undefined)?.['Fn::GetAtt'],
  ].flat();
  return JSON.stringify(template.Resources[role]?.Properties ?? {}).includes('edgelambda.');
}

/** What a version contains. Lambda publishes none if this is the same as in the last version: "A version for this Lambda function exists".
 *  @see https://docs.aws.amazon.com/lambda/latest/api/API_PublishVersion.html
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html for the default levels */
function configuration({ Properties = {} }: DeployableResource): object {
  const { Tags: _, LoggingConfig = {}, ...others } = Properties;
  const logging = { LogFormat: 'Text', ...(LoggingConfig as object) };
  const levels = logging.LogFormat === 'JSON' ? { ApplicationLogLevel: 'INFO', SystemLogLevel: 'INFO' } : {};
  return { ...others, LoggingConfig: { ...levels, ...logging } };
}
