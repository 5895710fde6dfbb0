/** Packs the package as for publishing, installs it in an empty directory as a user does, and runs it from there. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { npm, packPackage } from './pack-package.ts';

const root = join(import.meta.dirname, '..');
/** A third of it is the Lambda functions that the constructs deploy. */
const MAX_PACKAGE_BYTES = 3_000_000;
const EXPECTED_FILES =
  /^(bin\/|dist\/|docs\/rules.md$|package.json$|oclif.manifest.json$|README.md$|CHANGELOG.md$|LICENSE$)/;

const REQUIRE =
  "const { createRequire } = await import('node:module'); const require = createRequire(process.cwd() + '/');";
const PRINT_COMMONJS_EXPORTS = `${REQUIRE} console.log(Object.keys(require('tailgate/lambda')).join())`;
const PRINT_SAME_STATE = `${REQUIRE} const { ApiLogging } = await import('tailgate/infra');
  console.log(ApiLogging === require('tailgate/infra').ApiLogging)`;

const directory = mkdtempSync(join(tmpdir(), 'tailgate-package-'));
try {
  // A package of a clone that was never built must be complete, too.
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  const archive = packPackage(root, directory);
  const unexpected = archive.files.map((file) => file.path).filter((path) => !EXPECTED_FILES.test(path));
  if (unexpected.length > 0) throw new Error(`unexpected files in the package: ${unexpected.join(', ')}`);
  if (archive.size > MAX_PACKAGE_BYTES)
    throw new Error(`the package has ${archive.size} bytes; the limit is ${MAX_PACKAGE_BYTES}`);

  writeFileSync(join(directory, 'package.json'), '{"private": true, "type": "module"}\n');
  npm(
    directory,
    'install',
    '--no-audit',
    '--no-fund',
    '--omit=optional',
    '--prefer-offline',
    join(directory, archive.filename),
  );
  const version = run(directory, 'logs', '--version');
  if (!/^tailgate\/\d/.test(version)) throw new Error(`logs --version prints "${version}"`);
  const { commands } = JSON.parse(readFileSync(join(root, 'oclif.manifest.json'), 'utf8'));
  for (const id of Object.keys(commands)) run(directory, 'tailgate', ...id.split(':'), '--help');
  for (const script of ["console.log(Object.keys(await import('tailgate/lambda')).join())", PRINT_COMMONJS_EXPORTS]) {
    const exported = evaluate(directory, script).split(',').sort().join();
    if (exported !== 'log,logStep,loggedFetch,withLogging') throw new Error(`tailgate/lambda exports "${exported}"`);
  }
  checkInfraLibrary(directory);
  if (evaluate(directory, PRINT_SAME_STATE) !== 'true') {
    throw new Error('import and require of tailgate/infra give two libraries, and ApiLogging.of would have two states');
  }
  console.log(`${archive.filename} has ${archive.files.length} files and ${archive.size} bytes. It installs and runs.`);
} finally {
  rmSync(directory, { recursive: true, force: true });
}

/** Runs an ECMAScript module. @returns what it prints. */
function evaluate(cwd: string, script: string): string {
  return execFileSync(process.execPath, ['--input-type=module', '--eval', script], { cwd, encoding: 'utf8' }).trim();
}

/** Type-checks and runs a CDK app that uses `tailgate/infra` of the installed package. */
function checkInfraLibrary(directory: string): void {
  cpSync(join(root, 'test', 'package', 'orders-app'), directory, { recursive: true });
  // Peer dependencies, linked because they are too large to install for each check.
  mkdirSync(join(directory, 'node_modules', '@types'));
  for (const peer of ['aws-cdk-lib', 'constructs', '@types/node']) {
    symlinkSync(join(root, 'node_modules', peer), join(directory, 'node_modules', peer));
  }
  const node = (...args: string[]) =>
    execFileSync(process.execPath, args, {
      cwd: directory,
      env: { ...process.env, CDK_OUTDIR: join(directory, 'cdk.out') },
    });
  node(join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', 'tsconfig.json');
  for (const app of ['app.ts', 'app.cjs']) {
    node(app);
    const { Resources } = JSON.parse(readFileSync(join(directory, 'cdk.out', 'Orders.template.json'), 'utf8'));
    const resources = Object.values(Resources) as { Type: string; Properties: Record<string, unknown> }[];
    const stage = resources.find(({ Type }) => Type === 'AWS::ApiGateway::Stage');
    if (!stage?.Properties.AccessLogSetting) throw new Error(`${app}: the stage has no access log`);
    if (!resources.some(({ Type }) => Type === 'Custom::AdoptedLogGroup'))
      throw new Error(`${app}: no execution log group`);
  }
}

function run(cwd: string, name: string, ...args: string[]): string {
  const script = join(cwd, 'node_modules', '.bin', name);
  return execFileSync(process.execPath, [script, ...args], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}
