import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isObject } from '../../core/is-object.ts';
import { relativePath } from './relative-path.ts';

/** A line in the source of an app. */
export interface SourceLine {
  /** Relative to the folder of the report. */
  readonly path: string;
  readonly line: number;
}

/** Finds the lines of a CDK app that create constructs. The cloud assembly has them after `cdk synth --debug`. */
export class ConstructSources {
  /** By the folder of the assembly. */
  readonly #assemblies = new Map<string, ReadonlyMap<string, SourceLine>>();
  readonly #folder: string;

  /** @param folder paths are relative to it. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The line that creates a construct, in the code of the app; undefined when the assembly does not have it.
   *  @param template the file of its template in the assembly. */
  find(template: string, constructPath: string): SourceLine | undefined {
    const assembly = dirname(template);
    const sources = this.#assemblies.get(assembly) ?? readSources(assembly, this.#folder);
    this.#assemblies.set(assembly, sources);
    return sources.get(`/${constructPath}`);
  }
}

/** By the paths in the metadata of the assembly. Newer versions of the CDK write the metadata of a stack to a file of its own, and the
 *  stack trace to an entry of its own.
 *  @see https://github.com/aws/aws-cdk-cli/blob/main/packages/%40aws-cdk/cloud-assembly-schema/lib/cloud-assembly/artifact-schema.ts */
function readSources(assembly: string, folder: string): ReadonlyMap<string, SourceLine> {
  const { artifacts } = readObject(join(assembly, 'manifest.json'));
  const sources = new Map<string, SourceLine>();
  for (const { metadata, additionalMetadataFile: file } of Object.values(objectOf(artifacts)).filter(isObject)) {
    const all = { ...objectOf(metadata), ...(typeof file === 'string' && readObject(join(assembly, file))) };
    for (const [path, entries] of Object.entries(all)) {
      const source = sourceOf(Array.isArray(entries) ? entries.filter(isObject) : [], folder);
      if (source) sources.set(path, source);
    }
  }
  return sources;
}

type MetadataEntry = Readonly<Record<string, unknown>>;

function sourceOf(entries: readonly MetadataEntry[], folder: string): SourceLine | undefined {
  const stackTrace =
    entries.find(({ type }) => type === 'aws:cdk:creationStack')?.data ??
    entries.find(({ type }) => type === 'aws:cdk:logicalId')?.trace;
  if (!Array.isArray(stackTrace)) return undefined;
  for (const frame of stackTrace) {
    const { file, line } = parseFrame(String(frame));
    const path = file === undefined ? undefined : relativePath(folder, file);
    // Outside of the folder, it is not a file of the app: an app in Python has frames of jsii, in a temporary folder.
    if (path !== undefined && !/^(?:\.\.\/|\/|[A-Za-z]:)/.test(path)) return { path, line };
  }
  return undefined;
}

/** The file and line of a frame, such as `new ShopStack (/app/lib/shop-stack.ts:12:5)` or `file:///app/bin/shop.ts:3 (:)`. No file for
 *  frames of packages and of Node.js. */
function parseFrame(frame: string): { readonly file: string | undefined; readonly line: number } {
  for (const part of frame.split(/[()]/)) {
    const start = PATH_START.exec(part);
    if (start === null) continue;
    LINE.lastIndex = start.index + start[0].length;
    const end = LINE.exec(part);
    if (end === null) continue;
    const location = part.slice(start.index, end.index);
    const isOfApp = !/[\\/]node_modules[\\/]/.test(location) && !frame.includes('node:');
    return { file: isOfApp ? filePath(location) : undefined, line: Number(end[1]) };
  }
  return { file: undefined, line: Number.NaN };
}

const PATH_START = /file:\/\/|\/|[A-Za-z]:[\\/]/;
const LINE = /:(\d+)/g;

function filePath(location: string): string | undefined {
  if (!location.startsWith('file://')) return location;
  try {
    return fileURLToPath(location);
  } catch {
    // The URL of another host.
    return undefined;
  }
}

/** Only the place of a finding is missing when a file cannot be read. */
function readObject(path: string): Readonly<Record<string, unknown>> {
  try {
    return objectOf(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return {};
  }
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return isObject(value) ? value : {};
}
