import { basename, dirname, resolve } from 'node:path';
import type { StackTemplate } from './assembly.ts';
import { isFile, localFile } from './local-file.ts';
import type { ReadingNotice } from './reading-notice.ts';
import { TemplateError, type TemplateResource } from './template.ts';
import { readTemplateFile } from './template-file.ts';

/** The types of resources that create a nested stack.
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-stack.html
 *  @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-application.html */
export const NESTED_STACK_TYPES: readonly string[] = ['AWS::CloudFormation::Stack', 'AWS::Serverless::Application'];

/** Adds after each stack the stacks nested in it, named `Parent/LogicalId`. Nested stacks whose template is not a file are left out, with
 *  a notice in the parent, as are those of a stack that was not read from a file.
 *  @throws TemplateError when the template of a nested stack is invalid, nests itself, or is missing in a cloud assembly. */
export function withNestedStacks(stacks: readonly StackTemplate[]): StackTemplate[] {
  return stacks.flatMap((stack) => withNested(stack, [], { nested: 0 }));
}

/** Further stacks of a root stack are left out: templates that each nest the next one twice have exponentially many. */
const MAX_NESTED = 500;

/** @param parentFiles the templates of all parent stacks, to detect a template that nests itself.
 *  @param count the stacks that the root stack nests so far. */
function withNested(stack: StackTemplate, parentFiles: readonly string[], count: { nested: number }): StackTemplate[] {
  const { file } = stack;
  if (file === undefined) return [stack];
  const files = [...parentFiles, resolve(file)];
  const notices: ReadingNotice[] = [...(stack.notices ?? [])];
  const parent = { ...stack, notices };
  const nested = Object.entries(stack.template.Resources).flatMap(([logicalId, resource]) => {
    if (!NESTED_STACK_TYPES.includes(resource.Type)) return [];
    const nestedFile = findTemplate(logicalId, resource, parent, notices);
    if (nestedFile === undefined) return [];
    if (files.includes(nestedFile)) {
      throw new TemplateError(
        `${file}: the nested stack ${logicalId} uses the template ${basename(nestedFile)}, which contains this nested stack. Use another template.`,
      );
    }
    count.nested += 1;
    if (count.nested > MAX_NESTED) {
      const problem = `not read, because the stack has more than ${MAX_NESTED} nested stacks`;
      notices.push({ subject: `the nested stack ${logicalId}`, problem });
      return [];
    }
    const name = `${stack.name}/${logicalId}`;
    const nestedIn = { stack: parent, logicalId };
    return withNested({ ...stack, name, nestedIn, file: nestedFile, ...readTemplateFile(nestedFile) }, files, count);
  });
  return [parent, ...nested];
}

/** The file of the template of a nested stack; undefined, with a notice, when there is no such file. */
function findTemplate(
  logicalId: string,
  resource: TemplateResource,
  { file = '', assets }: StackTemplate,
  notices: ReadingNotice[],
): string | undefined {
  const asset = templateAsset(resource, assets);
  const location = asset ?? templateLocation(resource);
  const subject = `the nested stack ${logicalId}`;
  if (location === undefined) {
    notices.push({ subject, problem: 'not read, because its template is not a local file' });
    return undefined;
  }
  const path = resolve(dirname(file), location);
  if (isFile(path)) return path;
  if (asset !== undefined) {
    throw new TemplateError(
      `${file}: the nested stack ${logicalId} names the template ${location}, which does not exist. Run \`npx cdk synth\` again.`,
    );
  }
  notices.push({ subject, problem: `not read, because its template ${location} does not exist` });
  return undefined;
}

/** The template that the CDK uploads as an asset of the assembly. The URL contains the name of the asset. */
function templateAsset({ Properties = {} }: TemplateResource, assets: StackTemplate['assets']): string | undefined {
  const url = JSON.stringify(Properties.TemplateURL) ?? '';
  return [...assets].find(([name]) => url.includes(name))?.[1];
}

function templateLocation({ Type, Properties = {}, Metadata = {} }: TemplateResource): string | undefined {
  if (Type === 'AWS::Serverless::Application') return localFile(Properties.Location);
  // Older versions of the CDK set the URL by parameters, and write the path of the asset to the metadata.
  return localFile(Metadata['aws:asset:path']) ?? localFile(Properties.TemplateURL);
}
