/** Builds `dist/`: the bundled command, which starts quickly and includes its dependencies, and the libraries with their Lambda
 *  functions and types. Also writes the JSON Schema of the settings file for editors, and the manifest of oclif, so that `logs --help`
 *  does not load the commands. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Plugin } from '@oclif/core';
import { type BuildOptions, build, type Plugin as EsbuildPlugin } from 'esbuild';
import { settingsJsonSchema } from '../cli/settings/settings-schema.ts';
import { bundleLambdas } from '../infra/bundle-lambdas.ts';

const root = join(import.meta.dirname, '..');

/** Replaces imports of node:http by `require`. An import evaluates all exports, which loads fetch, WebSocket and others: a fifth of
 *  the start-up time of `logs groups`. */
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

/** The Lambda functions that the constructs of `tailgate/infra` deploy. */
const CONSTRUCT_LAMBDAS = ['api-gateway-account', 'adopted-log-group', 'logs-api', 'logs-authorizer', 'logs-indexer'];

const shared: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node22.13',
  format: 'esm',
  // With the ECMAScript modules of the AWS SDK, esbuild can remove unused code.
  mainFields: ['module', 'main'],
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'linked',
  logLevel: 'warning',
  // dynalite is optional, and locates its native binary relative to its own files. The quantile sketch loads protobufjs, which is not
  // installed, only to serialize a sketch.
  external: ['dynalite', '*/proto/compiled'],
  plugins: [requireHttp],
  // CommonJS packages in the bundle load Node's built-in modules with `require`.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);",
  },
};

/** Builds into a new directory that then replaces `dist/`, so that a command that starts meanwhile never finds a partial build.
 *  @param options.declarations whether to write the type declarations of the libraries. Only the published package needs them. */
export async function buildAll({ declarations = true }: { readonly declarations?: boolean } = {}): Promise<void> {
  const output = join(root, `dist.${process.pid}`);
  rmSync(output, { recursive: true, force: true });
  mkdirSync(output);
  try {
    await buildInto(output, declarations);
    rmSync(join(root, 'dist'), { recursive: true, force: true });
    renameSync(output, join(root, 'dist'));
  } finally {
    // After an error.
    rmSync(output, { recursive: true, force: true });
  }
  await writeManifest();
}

async function buildInto(output: string, declarations: boolean): Promise<void> {
  await build({
    ...shared,
    entryPoints: ['cli/main.ts', 'cli/help.ts', 'cli/commands/**/*.ts'],
    outdir: join(output, 'cli'),
    outbase: 'cli',
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
  });
  await build({ ...shared, entryPoints: ['local/functions/runtime/bootstrap.ts'], outdir: join(output, 'runtime') });
  await buildLibraries(output);
  writeFileSync(join(output, 'tailgate.schema.json'), `${JSON.stringify(settingsJsonSchema(), null, 2)}\n`);
  if (declarations) writeDeclarations(output);
}

/** The code of the libraries stays readable: Node.js prints the source line of an error, and a stack trace has the names. */
const library: BuildOptions = { ...shared, minifySyntax: false, minifyWhitespace: false, plugins: [], banner: {} };

/** Builds `tailgate/infra` with the Lambda functions of its constructs, and `tailgate/lambda`. */
async function buildLibraries(folder: string): Promise<void> {
  // CommonJS only, which ECMAScript modules import, too: with two builds, an app could have two states of `ApiLogging.of`.
  await build({
    ...library,
    entryPoints: ['infra/index.ts'],
    outdir: join(folder, 'infra'),
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
    // The CDK is a peer dependency. esbuild is used only in a checkout of the repository.
    external: ['aws-cdk-lib', 'constructs', 'esbuild'],
    define: { 'import.meta.dirname': '__dirname', 'import.meta.url': '__filename' },
  });
  bundleLambdas(join(folder, 'lambdas'), CONSTRUCT_LAMBDAS);
  // Users bundle it themselves, in any module format.
  const helper: BuildOptions = { ...library, entryPoints: ['helper/index.ts'], outdir: join(folder, 'helper') };
  await build(helper);
  await build({ ...helper, format: 'cjs', outExtension: { '.js': '.cjs' } });
}

/** Writes the declarations twice: TypeScript takes those below a `package.json` with the type `commonjs` for CommonJS. */
function writeDeclarations(folder: string): void {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const types = join(folder, 'types');
  execFileSync(process.execPath, [tsc, '--project', 'tsconfig.published.json', '--outDir', join(types, 'esm')], {
    cwd: root,
    stdio: 'inherit',
  });
  cpSync(join(types, 'esm'), join(types, 'cjs'), { recursive: true });
  writeFileSync(join(types, 'cjs', 'package.json'), '{ "type": "commonjs" }\n');
}

async function writeManifest(): Promise<void> {
  const plugin = new Plugin({ root, type: 'core', ignoreManifest: true, errorOnManifestCreate: true });
  await plugin.load();
  writeFileSync(join(root, 'oclif.manifest.json'), `${JSON.stringify(plugin.manifest, null, 2)}\n`);
}

if (import.meta.main) await buildAll();
