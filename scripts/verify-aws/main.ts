/** `npm run verify:aws`: deploys a copy of the sample to the AWS account of the caller, checks what the rehearsal assumes about AWS, writes
 *  a report, and deletes the copy. `--help` has the arguments and the exit codes. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findEnvironment } from './account.ts';
import { type Arguments, HELP, parseArguments } from './arguments.ts';
import { synthesize } from './assembly.ts';
import { openClients } from './aws-clients.ts';
import { confirmStart } from './confirm.ts';
import { EXIT, StartError } from './exit-codes.ts';
import { planText } from './plan-text.ts';
import { newPrefix } from './prefix.ts';
import { redactAccount } from './redact.ts';
import { remainsText } from './remains-text.ts';
import { hasHeld, reportText } from './report.ts';
import { Run } from './run.ts';
import { runPhases } from './run-phases.ts';
import { stopSignals } from './stop-signals.ts';

const root = join(import.meta.dirname, '..', '..');

async function main(args: Arguments): Promise<number> {
  if (args.help) {
    process.stdout.write(HELP);
    return EXIT.HELD;
  }
  const prefix = newPrefix();
  const folder = mkdtempSync(join(tmpdir(), 'tailgate-verify-'));
  try {
    return args.plan ? showPlan(prefix, folder, args) : await verify(prefix, folder, args);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function showPlan(prefix: string, folder: string, { region = 'your region' }: Arguments): number {
  console.log(planText(synthesize(prefix, folder), prefix, region));
  return EXIT.HELD;
}

async function verify(prefix: string, folder: string, args: Arguments): Promise<number> {
  if (args.profile !== undefined) process.env.AWS_PROFILE = args.profile;
  if (args.region !== undefined) process.env.AWS_REGION = args.region;
  const clients = openClients();
  const environment = await findEnvironment(clients);
  // For the command of the CDK.
  process.env.AWS_REGION = environment.region;
  const { accountId, region, bootstrapVersion } = environment;
  const say = (text: string) => console.error(redactAccount(text, { accountId, prefix }));
  const assembly = join(folder, 'on');
  const stacks = synthesize(prefix, assembly);
  console.error(planText(stacks, prefix, region));
  await confirmStart(args, { input: process.stdin, output: process.stderr, isTty: process.stdin.isTTY });

  const startedAt = Date.now();
  const run = new Run({
    prefix,
    environment,
    clients,
    assembly,
    switchedOff: join(folder, 'off'),
    stacks,
    startedAt,
    say,
  });
  const signals = stopSignals(() => say(remainsText(stacks, run.record)));
  const phases = await runPhases({ phases: run.phases(), cleanUp: run.cleanUp(), ...signals, now: Date.now, say });
  const { checks, accountRole, deleted, remaining } = run;
  const versions = { ...versionsHere(), 'bootstrap stack': bootstrapVersion };
  const report = {
    prefix,
    accountId,
    region,
    startedAt,
    endedAt: Date.now(),
    versions,
    phases,
    checks,
    accountRole,
    deleted,
    remaining,
  };
  const file = args.report ?? join('.tailgate', `verify-aws-${prefix}.md`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, reportText(report));
  const cleanUpFailed = phases.slice(-run.cleanUp().length).some(({ outcome }) => outcome !== 'done');
  if (cleanUpFailed && !signals.giveUp.aborted) say(remainsText(stacks, run.record));
  say(`The report is in ${file}. ${hasHeld(report) ? 'Every check held.' : 'Not everything held: see the report.'}`);
  return hasHeld(report) ? EXIT.HELD : EXIT.FAILED;
}

function versionsHere(): Record<string, string> {
  const versionOf = (file: string): string => JSON.parse(readFileSync(join(root, file), 'utf8')).version;
  return {
    tailgate: `${versionOf('package.json')} ${commit()}`,
    'Node.js': process.version,
    'aws-cdk': versionOf('node_modules/aws-cdk/package.json'),
    'aws-cdk-lib': versionOf('node_modules/aws-cdk-lib/package.json'),
  };
}

/** The commit of the checkout; empty without git. */
function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch {
    return '';
  }
}

try {
  process.exitCode = await main(parseArguments(process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  console.error(`error: ${error.message}`);
  process.exitCode = error.exitCode;
}
