import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { isObject } from '../../core/is-object.ts';
import type { ResolvedResource } from '../../core/template/resolve.ts';
import { readZip } from './zip.ts';

export interface CodeOptions {
  /** The folder into which zip files and inline code are unpacked, each into a subfolder that is named after the hash of its content.
   *  @default a folder of the user in the folder for temporary files */
  readonly unpackInto?: string;
}

/** Finds the folder with the code of a function or a layer. Zip files and inline code are unpacked first.
 *  @returns the folder, or the reason why there is no code. */
export function findCodeDirectory(
  resource: ResolvedResource,
  options: CodeOptions,
): { directory: string } | { reason: string } {
  const { Code, Content } = resource.properties;
  const code = isObject(Code) ? Code : isObject(Content) ? Content : {};
  if (typeof code.ZipFile === 'string') return { directory: unpackInline(code.ZipFile, options) };
  if (typeof code.S3Key !== 'string') return { reason: 'the template has no code' };
  const asset = resource.stack.assets.get(code.S3Key.replace(/^.*\//, '').replace(/\.[^.]*$/, ''));
  if (!asset) return { reason: `its code is in S3 at ${code.S3Key}, not in an asset of this app` };
  if (!existsSync(asset)) return { reason: `its asset ${asset} does not exist; run \`npx cdk synth\` again` };
  if (statSync(asset).isDirectory()) return { directory: asset };
  try {
    return { directory: unpackZip(asset, options) };
  } catch (error) {
    return { reason: `its asset ${asset} cannot be unpacked: ${(error as Error).message}` };
  }
}

/** Inline code becomes `index.js`. It may be a CommonJS or an ES module.
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

/** Fills a folder that is named after the hash of the content. The folder gets its name only when it is complete. */
function unpack(content: Uint8Array, options: CodeOptions, fill: (directory: string) => void): string {
  const parent = options.unpackInto ?? join(tmpdir(), `tailgate-${userInfo().uid}`);
  const directory = join(parent, createHash('sha256').update(content).digest('hex'));
  if (existsSync(directory)) return directory;
  const incompleteDirectory = `${directory}.${process.pid}`;
  rmSync(incompleteDirectory, { recursive: true, force: true });
  mkdirSync(incompleteDirectory, { recursive: true, mode: 0o700 });
  fill(incompleteDirectory);
  try {
    renameSync(incompleteDirectory, directory);
  } catch (error) {
    rmSync(incompleteDirectory, { recursive: true, force: true });
    // Another process may have created it in the meantime.
    if (!existsSync(directory)) throw error;
  }
  return directory;
}
