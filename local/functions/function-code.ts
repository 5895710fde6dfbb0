import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { isObject } from '../../core/is-object.ts';
import type { ResolvedResource } from '../../core/template/resolve.ts';
import { readZip } from './zip.ts';

export interface CodeOptions {
  /** Where zip files and inline code are unpacked, each in a folder named by its content. By default a folder of the user's
   *  among the temporary files. */
  readonly unpackInto?: string;
}

/** Finds the folder with the code of a function or a layer: its asset, or what its zip file or its inline code holds.
 *  @returns why there is none, otherwise. */
export function codeDirectoryOf(
  resource: ResolvedResource,
  options: CodeOptions,
): { directory: string } | { reason: string } {
  const { Code, Content } = resource.properties;
  const code = isObject(Code) ? Code : isObject(Content) ? Content : {};
  if (typeof code.ZipFile === 'string') return { directory: unpackInline(code.ZipFile, options) };
  if (typeof code.S3Key !== 'string') return { reason: 'the template names no code' };
  const asset = resource.stack.assets.get(code.S3Key.replace(/^.*\//, '').replace(/\.[^.]*$/, ''));
  if (!asset) return { reason: `its code is in S3 at ${code.S3Key}, no asset of this app` };
  if (!existsSync(asset)) return { reason: `its asset ${asset} is not there; run \`npx cdk synth\` again` };
  if (statSync(asset).isDirectory()) return { directory: asset };
  try {
    return { directory: unpackZip(asset, options) };
  } catch (error) {
    return { reason: `its asset ${asset} cannot be unpacked: ${(error as Error).message}` };
  }
}

/** Inline code is `index.js` and may be a module of either kind.
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-lambda-function-code.html */
function unpackInline(source: string, options: CodeOptions): string {
  return unpack(Buffer.from(source), options, (directory) => writeFileSync(join(directory, 'index.js'), source));
}

function unpackZip(path: string, options: CodeOptions): string {
  const archive = readFileSync(path);
  return unpack(archive, options, (directory) => {
    for (const { name, mode, content } of readZip(archive)) {
      const target = join(directory, name);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, content(), { mode: mode || 0o644 });
    }
  });
}

/** Fills a folder that is named by the content, once: it appears under its name only when it is complete. */
function unpack(content: Uint8Array, options: CodeOptions, fill: (directory: string) => void): string {
  const parent = options.unpackInto ?? join(tmpdir(), `tailgate-${userInfo().uid}`);
  const directory = join(parent, createHash('sha256').update(content).digest('hex'));
  if (existsSync(directory)) return directory;
  const unfinished = `${directory}.${process.pid}`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true, mode: 0o700 });
  fill(unfinished);
  try {
    renameSync(unfinished, directory);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    // Another process may have been faster.
    if (!existsSync(directory)) throw error;
  }
  return directory;
}
