import { execFileSync } from 'node:child_process';

/** What `npm pack` reports about an archive. */
export interface PackedPackage {
  readonly filename: string;
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}

/** Builds and packs the package as `npm publish` does. The output of the build stays out of the JSON. */
export function packPackage(root: string, directory: string): PackedPackage {
  const packed = JSON.parse(npm(root, 'pack', '--json', '--foreground-scripts=false', '--pack-destination', directory));
  // npm 11 prints a list, newer versions an object with the package names as keys.
  const [archive] = Object.values(packed) as PackedPackage[];
  if (!archive) throw new Error('npm pack created no archive');
  return archive;
}

/** Runs npm. @returns what it prints. */
export function npm(cwd: string, ...args: string[]): string {
  return execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}
