import { existsSync, realpathSync, statSync } from 'node:fs';
import { isObject } from '../../core/is-object.ts';
import type { StackTemplate } from '../../core/template/assembly.ts';
import { readStacks } from '../../core/template/read-stacks.ts';
import { TemplateError } from '../../core/template/template.ts';
import { isTemplate } from '../../core/template/template-path-hint.ts';
import { parseTemplateText, readTemplateText } from '../../core/template/template-text.ts';
import { relativePath } from './relative-path.ts';

/** What was read from files and folders. */
export interface ReadTemplates {
  readonly stacks: readonly StackTemplate[];
  /** One error for each file or folder that could not be read. */
  readonly errors: readonly TemplateError[];
  /** The number of files that match a glob, but are not templates. */
  readonly otherFiles: number;
}

/** Reads templates and cloud assemblies, whose stacks are then checked together.
 *  @param patterns paths and globs. What a glob matches may also be other YAML and JSON files.
 *  @param onProgress called after each file.
 *  @throws TemplateError when the only pattern cannot be read, or a glob matches no template. */
export async function readTemplates(
  patterns: readonly string[],
  onProgress: (read: number, total: number) => void = () => {},
): Promise<ReadTemplates> {
  const paths = await expandGlobs(patterns);
  const stacks: StackTemplate[] = [];
  const errors: TemplateError[] = [];
  let otherFiles = 0;
  for (const [index, { path, isMatch }] of paths.entries()) {
    if (isMatch && !isTemplate(path)) {
      otherFiles += 1;
    } else {
      try {
        stacks.push(...readStacks(path, paths.length > 1 ? stackName(path) : undefined));
      } catch (error) {
        if (!(error instanceof TemplateError)) throw error;
        if (isMatch && hasNoResources(path)) otherFiles += 1;
        else errors.push(error);
      }
    }
    onProgress(index + 1, paths.length);
  }
  const [error] = errors;
  if (error && paths.length === 1) throw error;
  if (stacks.length === 0 && errors.length === 0) {
    throw new TemplateError(`No file that matches ${patterns.join(' ')} is a template.`, GLOB_HINT);
  }
  return { stacks: withoutRepeated(stacks), errors, otherFiles };
}

const GLOB_HINT = 'Globs start at the working directory, and leave out node_modules.';

interface TemplatePath {
  readonly path: string;
  /** Whether a glob matches it. The user did not name it. */
  readonly isMatch: boolean;
}

/** Each file and folder once, also when several patterns or links lead to it. */
async function expandGlobs(patterns: readonly string[]): Promise<TemplatePath[]> {
  const paths = new Map<string, TemplatePath>();
  for (const pattern of patterns) {
    if (existsSync(pattern) || !isGlob(pattern)) {
      paths.set(existsSync(pattern) ? realpathSync(pattern) : pattern, { path: pattern, isMatch: false });
      continue;
    }
    for (const path of await matches(pattern)) {
      const real = realpathSync(path);
      if (!paths.has(real)) paths.set(real, { path, isMatch: true });
    }
  }
  return [...paths.values()];
}

/** The files that match a glob, and the cloud assemblies. Links to folders are not followed, because they can lead to a parent folder. */
async function matches(pattern: string): Promise<string[]> {
  const { glob } = await import('tinyglobby');
  const found = await glob(pattern.replaceAll('\\', '/'), {
    ignore: '**/node_modules/**',
    onlyFiles: false,
    expandDirectories: false,
    followSymbolicLinks: false,
  });
  const paths = found
    .map((path) => path.replace(/\/$/, ''))
    .filter(existsSync)
    .filter((path) => !statSync(path).isDirectory() || isTemplate(path));
  if (paths.length === 0) throw new TemplateError(`No file matches ${pattern}.`, GLOB_HINT);
  return paths.sort();
}

function isGlob(pattern: string): boolean {
  return /[*?[\]{}]/.test(pattern);
}

/** Whether a file is valid YAML or JSON, but not a template: `Resources` is a key of another object. */
function hasNoResources(path: string): boolean {
  try {
    const value = parseTemplateText(readTemplateText(path), path);
    return !isObject(value) || !isObject(value.Resources);
  } catch {
    return false;
  }
}

/** Leaves out templates that were also read as those of nested stacks. */
function withoutRepeated(stacks: readonly StackTemplate[]): StackTemplate[] {
  const real = (file: string | undefined) => (file === undefined ? undefined : realpathSync(file));
  const nested = new Set(stacks.filter(({ nestedIn }) => nestedIn).map(({ file }) => real(file)));
  const rootOf = (stack: StackTemplate): StackTemplate => (stack.nestedIn ? rootOf(stack.nestedIn.stack) : stack);
  return stacks.filter((stack) => !nested.has(real(rootOf(stack).file)));
}

/** The path without the extension: many templates are named `template.yaml`. */
function stackName(path: string): string {
  return relativePath('.', path).replace(/(\.template)?\.[^./\\]*$/, '');
}
