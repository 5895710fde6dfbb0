import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { StackTemplate } from './assembly.ts';
import { TemplateError, type TemplateResource } from './template.ts';
import { readTemplateFile } from './template-file.ts';

/** The types of resources that create a nested stack.
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-stack.html
 *  @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-application.html */
export const NESTED_STACK_TYPES: readonly string[] = ['AWS::CloudFormation::Stack', 'AWS::Serverless::Application'];

/** Adds after each stack the stacks nested in it, named `Parent/LogicalId`. Nested stacks whose template is not a local file are left
 *  out, as are those of a stack that was not read from a file.
 *  @throws TemplateError when the template of a nested stack does not exist, is invalid, or nests itself. */
export function withNestedStacks(stacks: readonly StackTemplate[]): StackTemplate[] {
  return stacks.flatMap((stack) => [stack, ...nestedStacks(stack, [])]);
}

/** @param parentFiles the templates of all parent stacks, to detect a template that nests itself. */
function nestedStacks(stack: StackTemplate, parentFiles: readonly string[]): StackTemplate[] {
  const { file } = stack;
  if (file === undefined) return [];
  const files = [...parentFiles, resolve(file)];
  return Object.entries(stack.template.Resources).flatMap(([logicalId, resource]) => {
    const location = nestedTemplate(resource, stack.assets);
    if (location === undefined) return [];
    const nestedFile = resolve(dirname(file), location);
    if (files.includes(nestedFile)) {
      throw new TemplateError(
        `${file}: the nested stack ${logicalId} uses the template ${location}, which contains this nested stack. Use another template.`,
      );
    }
    if (!existsSync(nestedFile)) {
      throw new TemplateError(
        `${file}: the nested stack ${logicalId} names the template ${location}, which does not exist. Run \`npx cdk synth\` again, or correct the path.`,
      );
    }
    const nested: StackTemplate = {
      ...stack,
      name: `${stack.name}/${logicalId}`,
      nestedIn: { stack, logicalId },
      file: nestedFile,
      template: readTemplateFile(nestedFile),
    };
    return [nested, ...nestedStacks(nested, files)];
  });
}

/** The template file of a nested stack, relative to the template of its parent; undefined for other resources, and for a template
 *  that is not a local file. */
function nestedTemplate(resource: TemplateResource, assets: StackTemplate['assets']): string | undefined {
  const { Type, Properties = {}, Metadata = {} } = resource;
  if (Type === 'AWS::Serverless::Application') return localFile(Properties.Location);
  if (Type !== 'AWS::CloudFormation::Stack') return undefined;
  // The CDK uploads the template as an asset. The URL contains the name of the asset.
  const url = JSON.stringify(Properties.TemplateURL) ?? '';
  const asset = [...assets].find(([hash]) => url.includes(hash))?.[1];
  // Older versions of the CDK set the URL by parameters, and write the path of the asset to the metadata.
  return asset ?? localFile(Metadata['aws:asset:path']) ?? localFile(Properties.TemplateURL);
}

function localFile(location: unknown): string | undefined {
  return typeof location === 'string' && !/^[a-z][a-z0-9]*:\/\//i.test(location) ? location : undefined;
}
