/** Bundles the command line to `dist/`, so that it starts quickly and brings what it needs, and the library with its functions and
 *  types; writes oclif's manifest, so that `logs --help` loads no command. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Plugin } from '@oclif/core';
import { type BuildOptions, build, type Plugin as EsbuildPlugin } from 'esbuild';
import { bundleLambdas } from '../infra/bundle-lambdas.ts';

const root = join(import.meta.dirname, '..');

/** An `import` of node:http reads all that it exports, which loads the whole of fetch, WebSocket and their like: a fifth of the
 *  time that `logs groups` takes to start. A `require` reads what is used. */
const requireHttp: EsbuildPlugin = {
  name: 'require-http',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(node:)?http$/ }, ({ kind }) => {
      return kind === 'require-call'
        ? { path: 'node:http', external: true }
        : { path: 'node:http', namespace: 'require' };
    });
    onLoad({ filter: /.*/, namespace: 'require' }, () => ({
      contents: "module.exports = require('node:http');",
      loader: 'js',
    }));
  },
};

/** The functions behind the constructs of `tailgate/infra`. */
const OF_CONSTRUCTS = ['api-gateway-account', 'adopted-log-group'];

const shared: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node22.13',
  format: 'esm',
  // The AWS SDK's modules leave out what is not used.
  mainFields: ['module', 'main'],
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'linked',
  logLevel: 'warning',
  // dynalite is optional, and its store finds its binary by its own path. The quantile sketch loads what it needs to be sent
  // elsewhere (protobufjs, which it does not bring) only when it is sent.
  external: ['dynalite', '*/proto/compiled'],
  plugins: [requireHttp],
  // CommonJS packages inside the bundle ask for Node's own modules by require.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);",
  },
};

/** Builds into a folder beside, and swaps: a command that starts meanwhile finds the old build or the new one, never half.
 *  @param options.declarations whether the library gets its types: who only runs the command does without. */
export async function buildAll({ declarations = true }: { readonly declarations?: boolean } = {}): Promise<void> {
  const fresh = join(root, `dist.${process.pid}`);
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh);
  await build({
    ...shared,
    entryPoints: ['cli/main.ts', 'cli/help.ts', 'cli/commands/**/*.ts'],
    outdir: join(fresh, 'cli'),
    outbase: 'cli',
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
  });
  await build({ ...shared, entryPoints: ['local/functions/runtime/bootstrap.ts'], outdir: join(fresh, 'runtime') });
  await buildLibrary(fresh);
  if (declarations) writeDeclarations(fresh);
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  renameSync(fresh, join(root, 'dist'));
  await writeManifest();
}

/** What users import: `tailgate/infra` and the functions behind its constructs, and `tailgate/lambda`. */
async function buildLibrary(folder: string): Promise<void> {
  await build({
    ...shared,
    entryPoints: ['infra/index.ts'],
    outdir: join(folder, 'infra'),
    // The CDK is the user's, and esbuild is asked for in a checkout alone.
    external: ['aws-cdk-lib', 'constructs', 'esbuild'],
  });
  bundleLambdas(join(folder, 'lambdas'), OF_CONSTRUCTS);
  await build({
    ...shared,
    entryPoints: ['helper/index.ts'],
    outdir: join(folder, 'helper'),
    // It goes into bundles of any format.
    plugins: [],
    banner: {},
  });
}

function writeDeclarations(folder: string): void {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  execFileSync(process.execPath, [tsc, '--project', 'tsconfig.published.json', '--outDir', folder], {
    cwd: root,
    stdio: 'inherit',
  });
}

async function writeManifest(): Promise<void> {
  const plugin = new Plugin({ root, type: 'core', ignoreManifest: true, errorOnManifestCreate: true });
  await plugin.load();
  writeFileSync(join(root, 'oclif.manifest.json'), `${JSON.stringify(plugin.manifest, null, 2)}\n`);
}

if (import.meta.main) await buildAll();
