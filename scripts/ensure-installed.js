// Installs missing packages, so that `npm run demo` and `npm test` work in a new clone. Runs on the installed version of Node.js.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Whether node_modules contains all packages of the lockfile in the same versions; optional packages may be missing. */
function isInstalled() {
  const required = packagesOf('package-lock.json');
  const installed = packagesOf('node_modules/.package-lock.json');
  if (!required || !installed) return false;
  return Object.entries(required).every(([path, { version, optional }]) => {
    if (path === '') return true;
    const found = installed[path];
    return found ? found.version === version : optional === true;
  });
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(join(root, file), 'utf8')).packages;
  } catch {
    return undefined;
  }
}

if (!isInstalled()) {
  console.error('Installing packages (npm ci) …');
  const { status } = spawnSync('npm', ['ci', '--loglevel=error', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    // On Windows npm is a batch file, which needs a shell.
    shell: process.platform === 'win32',
  });
  if (status !== 0) {
    console.error('npm ci failed; see its output above. Check that the npm registry can be reached.');
    process.exit(1);
  }
}
