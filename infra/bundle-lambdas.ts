import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';

const LAMBDAS = join(import.meta.dirname, '..', 'lambdas');

/** Bundles functions of `lambdas/` to `<directory>/<function>/index.mjs`, with source maps. The same sources give the same bytes,
 *  independent of `directory`.
 *  @returns the folder of each function, by its name. */
export function bundleLambdas(directory: string, names: readonly string[] = allLambdas()): ReadonlyMap<string, string> {
  // Loaded only here: the published package contains the bundles, and its users do not have esbuild.
  const { buildSync } = createRequire(import.meta.url)('esbuild') as typeof import('esbuild');
  const { outputFiles = [] } = buildSync({
    entryPoints: names.map((name) => ({ in: join(LAMBDAS, name, 'handler.ts'), out: join(name, 'index') })),
    // Not the directory that the files are written to: paths in the source maps are relative to this one.
    outdir: join(LAMBDAS, '..', 'bundled'),
    outExtension: { '.js': '.mjs' },
    write: false,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    minify: true,
    keepNames: true,
    sourcemap: true,
    sourcesContent: false,
    logLevel: 'warning',
    // CommonJS modules in the SDK load Node's built-in modules with `require`.
    banner: { js: "import { createRequire } from 'node:module';const require = createRequire(import.meta.url);" },
  });
  for (const { path, contents } of outputFiles) {
    const folder = join(directory, basename(dirname(path)));
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, basename(path)), contents);
  }
  return new Map(names.map((name) => [name, join(directory, name)]));
}

function allLambdas(): string[] {
  return readdirSync(LAMBDAS).filter((name) => existsSync(join(LAMBDAS, name, 'handler.ts')));
}
