/** Packs the package as it would be published, installs it in an empty folder as a user would, and runs it from there. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildAll } from './build.ts';

const root = join(import.meta.dirname, '..');
const LARGEST_PACKAGE_BYTES = 2_500_000;
const EXPECTED = /^(bin\/|dist\/|package.json$|oclif.manifest.json$|README.md$|CHANGELOG.md$|LICENSE$)/;

const directory = mkdtempSync(join(tmpdir(), 'tailgate-package-'));
try {
  await buildAll();
  const packed = JSON.parse(npm(root, 'pack', '--json', '--ignore-scripts', '--pack-destination', directory));
  // npm 11 gives a list, newer ones an object by package name.
  const [archive] = Object.values(packed) as { filename: string; size: number; files: { path: string }[] }[];
  if (!archive) throw new Error('npm pack made nothing');
  const strange = archive.files.map((file) => file.path).filter((path) => !EXPECTED.test(path));
  if (strange.length > 0) throw new Error(`files that do not belong in the package: ${strange.join(', ')}`);
  if (archive.size > LARGEST_PACKAGE_BYTES)
    throw new Error(`the package has ${archive.size} bytes, more than ${LARGEST_PACKAGE_BYTES}`);

  writeFileSync(join(directory, 'package.json'), '{"private": true}\n');
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
  if (!/^tailgate\/\d/.test(version)) throw new Error(`logs --version says "${version}"`);
  for (const command of [
    'groups',
    'streams',
    'tail',
    'dev',
    'serve',
    'backfill',
    'token create',
    'token list',
    'token revoke',
  ])
    run(directory, 'tailgate', ...command.split(' '), '--help');
  console.log(`${archive.filename}: ${archive.files.length} files, ${archive.size} bytes; installs and runs`);
} finally {
  rmSync(directory, { recursive: true, force: true });
}

function npm(cwd: string, ...args: string[]): string {
  return execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}

function run(cwd: string, name: string, ...args: string[]): string {
  const script = join(cwd, 'node_modules', '.bin', name);
  return execFileSync(process.execPath, [script, ...args], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}
