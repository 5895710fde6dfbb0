import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { StackTemplate } from './assembly.ts';
import { TemplateError, type TemplateResource } from './template.ts';
import { readTemplateFile } from './template-file.ts';

/** Types of resources that stand for a stack within the stack.
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-stack.html
 *  @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-application.html */
export const NESTED_STACK_TYPES: readonly string[] = ['AWS::CloudFormation::Stack', 'AWS::Serverless::Application'];

/** The stacks, and after each the stacks nested in it, by the names `Parent/LogicalId`. Those whose template is no file here,
 *  such as one in S3, are left out, and so are those of stacks that were read from no file.
 *  @throws TemplateError when a nested stack's template is not there or broken, or nests itself. */
export function withNestedStacks(stacks: readonly StackTemplate[]): StackTemplate[] {
  return stacks.flatMap((stack) => [stack, ...nestedStacks(stack, [])]);
}

/** @param enclosing the files of the stacks around, lest a template that nests itself is read without end. */
function nestedStacks(stack: StackTemplate, enclosing: readonly string[]): StackTemplate[] {
  const { file } = stack;
  if (file === undefined) return [];
  const around = [...enclosing, resolve(file)];
  return Object.entries(stack.template.Resources).flatMap(([logicalId, resource]) => {
    const location = nestedTemplate(resource, stack.assets);
    if (location === undefined) return [];
    const nestedFile = resolve(dirname(file), location);
    if (around.includes(nestedFile)) {
      throw new TemplateError(
        `${file}: the nested stack ${logicalId} is the template ${location}, which holds it. Nest another one.`,
      );
    }
    if (!existsSync(nestedFile)) {
      throw new TemplateError(
        `${file}: the nested stack ${logicalId} names the template ${location}, which is not there. Run \`npx cdk synth\` again, or correct the path.`,
      );
    }
    const nested: StackTemplate = {
      ...stack,
      name: `${stack.name}/${logicalId}`,
      nestedIn: { stack, logicalId },
      file: nestedFile,
      template: readTemplateFile(nestedFile),
    };
    return [nested, ...nestedStacks(nested, around)];
  });
}

/** The file of a nested stack, relative to the template around it; undefined for what is no nested stack, or one in S3. */
function nestedTemplate(resource: TemplateResource, assets: StackTemplate['assets']): string | undefined {
  const { Type, Properties = {}, Metadata = {} } = resource;
  if (Type === 'AWS::Serverless::Application') return localFile(Properties.Location);
  if (Type !== 'AWS::CloudFormation::Stack') return undefined;
  // The CDK uploads it as an asset: the URL ends in the name of one.
  const url = JSON.stringify(Properties.TemplateURL) ?? '';
  const asset = [...assets].find(([hash]) => url.includes(hash))?.[1];
  // Its older synthesizers leave the URL to parameters, and say here where the asset is.
  return asset ?? localFile(Metadata['aws:asset:path']) ?? localFile(Properties.TemplateURL);
}

function localFile(location: unknown): string | undefined {
  return typeof location === 'string' && !/^[a-z][a-z0-9]*:\/\//i.test(location) ? location : undefined;
}
