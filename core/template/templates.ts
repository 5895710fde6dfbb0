import { existsSync, statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { readAssembly, type StackTemplate } from './assembly.ts';
import { isObject, TemplateError, type TemplateResource } from './template.ts';
import { readTemplateFile } from './template-file.ts';
import { whatToName } from './what-to-name.ts';

/** Reads the stacks of a cloud assembly (`cdk.out`), or the one of a template file, each with the nested stacks whose templates
 *  are files here.
 *  @throws TemplateError when `path` is neither, or a template in it is broken. */
export function readStacks(path: string): StackTemplate[] {
  return withNestedStacks(readRootStacks(path));
}

/** The same without the nested stacks. */
export function readRootStacks(path: string): StackTemplate[] {
  if (!existsSync(path)) {
    throw new TemplateError(`There is no ${path}. ${whatToName(dirname(path))}`);
  }
  return statSync(path).isDirectory() ? readAssembly(path) : [readTemplate(path)];
}

/** The stacks, and after each the stacks nested in it, by the names `Parent/LogicalId`. Stacks that were read from no file
 *  have no nested ones here.
 *  @throws TemplateError when a nested stack's template is not there or broken. */
export function withNestedStacks(stacks: readonly StackTemplate[]): StackTemplate[] {
  return stacks.flatMap((stack) => [stack, ...nestedStacks(stack, [])]);
}

function readTemplate(path: string): StackTemplate {
  const name = basename(path).replace(/(\.template)?\.[^.]*$/, '');
  return { name, file: path, template: readTemplateFile(path), assets: new Map() };
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
      throw new TemplateError(`${file}: the nested stack ${logicalId} is the template ${location}, which holds it.`);
    }
    if (!existsSync(nestedFile)) {
      throw new TemplateError(
        `${file}: the nested stack ${logicalId} names the template ${location}, which is not there.`,
      );
    }
    const nested = {
      ...stack,
      name: `${stack.name}/${logicalId}`,
      file: nestedFile,
      template: readTemplateFile(nestedFile),
    };
    return [nested, ...nestedStacks(nested, around)];
  });
}

/** The file of a nested stack, relative to the template around it; undefined for what is no nested stack, or one in S3. */
function nestedTemplate(
  { Type, Properties = {} }: TemplateResource,
  assets: StackTemplate['assets'],
): string | undefined {
  if (Type === 'AWS::CloudFormation::Stack') {
    // The CDK uploads it as an asset: the URL ends in the name of one.
    const url = isObject(Properties.TemplateURL) ? JSON.stringify(Properties.TemplateURL) : undefined;
    const asset = url && [...assets].find(([hash]) => url.includes(hash))?.[1];
    return asset ?? localFile(Properties.TemplateURL);
  }
  return Type === 'AWS::Serverless::Application' ? localFile(Properties.Location) : undefined;
}

function localFile(location: unknown): string | undefined {
  return typeof location === 'string' && !/^[a-z][a-z0-9]*:\/\//i.test(location) ? location : undefined;
}
