import { existsSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { readAssembly, readAssets, type StackTemplate } from './assembly.ts';
import { withNestedStacks } from './nested-stacks.ts';
import { TemplateError } from './template.ts';
import { readTemplateFile } from './template-file.ts';
import { templatePathHint } from './template-path-hint.ts';

/** Reads the stacks of a cloud assembly (`cdk.out`), or the stack of a template file, and the nested stacks whose templates are
 *  local files. What is not read is in `notices` of the stacks.
 *  @param name the name of the stack of a template file. @default the name of the file
 *  @throws TemplateError when `path` is neither of them, or a template is invalid. */
export function readStacks(path: string, name?: string): StackTemplate[] {
  if (!existsSync(path)) {
    throw new TemplateError(`There is no ${path}.`, templatePathHint(dirname(path)));
  }
  return withNestedStacks(statSync(path).isDirectory() ? readAssembly(path) : [readTemplate(path, name)]);
}

function readTemplate(path: string, name = basename(path).replace(/(\.template)?\.[^.]*$/, '')): StackTemplate {
  return { name, file: path, ...readTemplateFile(path), assets: readAssets(path) };
}
