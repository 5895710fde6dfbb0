/** Installs the package with the oldest and the newest supported version of aws-cdk-lib, as a user does, and synthesizes an app with its
 *  constructs and rules with each. The version below the oldest one must be refused. Needs the npm registry, and takes a few minutes.
 *
 *  `npm run check:cdk-versions`, or `npm run check:cdk-versions 2.200.0` for other versions. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { npm, packPackage } from './pack-package.ts';

const root = join(import.meta.dirname, '..');
const { peerDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** The first version of a caret range: `^2.185.0`. */
const oldestOf = (dependency: 'aws-cdk-lib' | 'constructs') => peerDependencies[dependency].replace('^', '');

interface Project {
  readonly cdk: string;
  readonly constructs: string;
  /** Whether the package must refuse the version. */
  readonly refused?: boolean;
}

const directory = mkdtempSync(join(tmpdir(), 'tailgate-cdk-versions-'));
try {
  const archive = join(directory, packPackage(root, directory).filename);
  const failures = projects(process.argv.slice(2)).flatMap((project) => {
    const failure = check(project, archive);
    console.log(`aws-cdk-lib ${project.cdk}: ${failure ?? (project.refused ? 'refused' : 'works')}`);
    return failure ?? [];
  });
  if (failures.length > 0) process.exitCode = 1;
} finally {
  rmSync(directory, { recursive: true, force: true });
}

function projects(versions: readonly string[]): Project[] {
  if (versions.length > 0) return versions.map((cdk) => ({ cdk, constructs: peerDependencies.constructs }));
  const oldest = { cdk: oldestOf('aws-cdk-lib'), constructs: oldestOf('constructs') };
  return [
    { cdk: versionBefore(oldest.cdk), constructs: oldest.constructs, refused: true },
    oldest,
    { cdk: 'latest', constructs: 'latest' },
  ];
}

/** @returns the range of the minor release before: `~2.184.0` for `2.185.0`. */
function versionBefore(version: string): string {
  const [major, minor] = version.split('.').map(Number) as [number, number];
  return `~${major}.${minor - 1}.0`;
}

/** @returns what is wrong; undefined if the version works, or is refused as expected. */
function check({ cdk, constructs, refused = false }: Project, archive: string): string | undefined {
  const project = join(directory, `aws-cdk-lib-${cdk}`);
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{"private": true, "type": "module"}\n');
  const packages = [`aws-cdk-lib@${cdk}`, `constructs@${constructs}`, archive];
  // npm refuses a version outside of the peer range; a user can force it.
  const force = refused ? ['--legacy-peer-deps'] : [];
  // Without --prefer-offline: `latest` of the cache can be months old.
  npm(project, 'install', '--no-audit', '--no-fund', '--omit=optional', ...force, ...packages);
  const installed = join(project, 'node_modules', 'aws-cdk-lib', 'package.json');
  const { version } = JSON.parse(readFileSync(installed, 'utf8'));
  cpSync(join(root, 'test', 'package', 'cdk-versions-app'), project, { recursive: true });
  const { status, stderr } = spawnSync(process.execPath, ['app.cjs'], {
    cwd: project,
    encoding: 'utf8',
    env: { ...process.env, CDK_OUTDIR: join(project, 'cdk.out') },
  });
  if (refused) {
    const message = `tailgate needs aws-cdk-lib ${oldestOf('aws-cdk-lib')} or newer, and this app has ${version}.`;
    return stderr.includes(message) ? undefined : `${version} is not refused with the message "${message}": ${stderr}`;
  }
  if (status !== 0) return `the app of test/package/cdk-versions-app fails with ${version}: ${stderr}`;
  // The rules of the command, on the templates of this version.
  const logs = join(project, 'node_modules', 'tailgate', 'bin', 'run.js');
  const rules = spawnSync(process.execPath, [logs, 'check', 'cdk.out'], { cwd: project, encoding: 'utf8' });
  if (rules.status !== 0) return `logs check finds problems with ${version}: ${rules.stdout}${rules.stderr}`;
  return undefined;
}
