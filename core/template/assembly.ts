import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { isObject } from '../is-object.ts';
import type { ReadingNotice } from './reading-notice.ts';
import { type Template, TemplateError } from './template.ts';
import { readTemplateFile } from './template-file.ts';
import { templatePathHint } from './template-path-hint.ts';

/** A stack: its template, and the paths of its assets. */
export interface StackTemplate {
  /** The name of the stack; of a nested stack, the path to it: `Parent/LogicalId`. */
  readonly name: string;
  /** The resource of the parent stack that creates this stack; undefined for a stack that is not nested. */
  readonly nestedIn?: { readonly stack: StackTemplate; readonly logicalId: string };
  /** The file of the template; undefined for a template that was not read from a file. */
  readonly file?: string;
  /** Undefined for a stack without an explicit environment. */
  readonly region?: string;
  readonly accountId?: string;
  readonly template: Template;
  /** What is not read of its template. */
  readonly notices?: readonly ReadingNotice[];
  /** The file or folder of each asset, by the name that the template uses for it: `S3Key` without the extension. */
  readonly assets: ReadonlyMap<string, string>;
}

/** Reads the stacks of a cloud assembly, the folder that `cdk synth` writes (`cdk.out`), including those of stages.
 *  @throws TemplateError when the folder does not exist or is not an assembly.
 *  @see https://docs.aws.amazon.com/cdk/v2/guide/deploy.html#deploy-how-synth-assemblies */
export function readAssembly(directory: string): StackTemplate[] {
  const manifestPath = join(directory, 'manifest.json');
  if (!existsSync(manifestPath)) {
    throw new TemplateError(
      `No cloud assembly in ${directory}: there is no manifest.json.`,
      templatePathHint(directory),
    );
  }
  const manifest = readJson(manifestPath);
  if (!isObject(manifest) || !isObject(manifest.artifacts)) {
    throw new TemplateError(`${manifestPath} is not a cloud assembly manifest: it has no "artifacts".`);
  }
  const stacks: StackTemplate[] = [];
  for (const [id, artifact] of Object.entries(manifest.artifacts)) {
    if (!isObject(artifact)) continue;
    const properties = isObject(artifact.properties) ? artifact.properties : {};
    if (artifact.type === 'aws:cloudformation:stack' && typeof properties.templateFile === 'string') {
      stacks.push(readStack(directory, id, artifact, properties.templateFile, properties.stackName));
    } else if (artifact.type === 'cdk:cloud-assembly' && typeof properties.directoryName === 'string') {
      stacks.push(...readAssembly(join(directory, properties.directoryName)));
    }
  }
  if (stacks.length === 0) {
    throw new TemplateError(`The cloud assembly in ${directory} has no stacks.`);
  }
  return stacks;
}

function readStack(
  directory: string,
  id: string,
  artifact: Record<string, unknown>,
  templateFile: string,
  stackName: unknown,
): StackTemplate {
  const path = join(directory, templateFile);
  // aws://123456789012/eu-central-1, or aws://unknown-account/unknown-region
  const [accountId, region] = String(artifact.environment ?? '')
    .replace(/^aws:\/\//, '')
    .split('/');
  return {
    name: typeof stackName === 'string' ? stackName : id,
    ...(region && region !== 'unknown-region' && { region }),
    ...(accountId && accountId !== 'unknown-account' && { accountId }),
    file: path,
    ...readTemplateFile(path),
    assets: readAssets(path),
  };
}

/** Reads the assets of the stack in a template file; empty for a template that the CDK did not write. */
export function readAssets(templateFile: string): ReadonlyMap<string, string> {
  const assets = new Map<string, string>();
  const path = templateFile.replace(/\.template\.(json|ya?ml)$/, '.assets.json');
  if (path === templateFile) return assets;
  if (!existsSync(path)) return assets;
  const manifest = readJson(path);
  if (!isObject(manifest) || !isObject(manifest.files)) return assets;
  for (const [hash, file] of Object.entries(manifest.files)) {
    if (!isObject(file) || !isObject(file.source) || typeof file.source.path !== 'string') continue;
    assets.set(hash, resolve(dirname(path), file.source.path));
  }
  return assets;
}

function readJson(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new TemplateError(`Cannot read ${path}: ${(error as Error).message}`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new TemplateError(`${path} is not valid JSON: ${(error as Error).message}`);
  }
}
