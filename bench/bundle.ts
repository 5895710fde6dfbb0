import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Bundles a program of a benchmark that runs as a process of its own: what is measured is JavaScript, as in the published package;
 *  stripping types would cost memory here.
 *  @param program TypeScript, whose imports start from the root of the repository.
 *  @returns `outfile`. */
export async function bundle(program: string, outfile: string): Promise<string> {
  await build({
    stdin: { contents: program, resolveDir: fileURLToPath(new URL('..', import.meta.url)), loader: 'ts' },
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
