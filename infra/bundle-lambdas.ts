import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';

const LAMBDAS = join(import.meta.dirname, '..', 'lambdas');

/** Bundles functions of this checkout in one go: `<directory>/<function>/index.mjs` with its source map. The same sources give the
 *  same bytes, wherever `directory` is.
 *  @returns the folder of each function, by its name. */
export function bundleLambdas(directory: string, names: readonly string[] = allLambdas()): ReadonlyMap<string, string> {
  // The package brings its functions ready made: who uses it needs no esbuild.
  const { buildSync } = createRequire(import.meta.url)('esbuild') as typeof import('esbuild');
  const { outputFiles = [] } = buildSync({
    entryPoints: names.map((name) => ({ in: join(LAMBDAS, name, 'handler.ts'), out: join(name, 'index') })),
    // Not where the files are written: their source maps are relative to it.
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
    // The SDK has CommonJS inside, which asks for Node's own modules by require.
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
