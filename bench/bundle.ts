import { build } from 'esbuild';
import { ROOT } from './setup.ts';

/** Bundles a program that a benchmark runs in a separate process. The bundle is JavaScript, as in the published package: stripping
 *  the types at run time would add to the measured memory.
 *  @param program TypeScript; its imports are relative to the root of the repository.
 *  @returns `outfile`. */
export async function bundle(program: string, outfile: string): Promise<string> {
  await build({
    stdin: { contents: program, resolveDir: ROOT, loader: 'ts' },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node22',
    mainFields: ['module', 'main'],
    logLevel: 'error',
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);",
    },
  });
  return outfile;
}
