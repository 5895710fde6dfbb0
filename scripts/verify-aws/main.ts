/** `npm run verify:aws`: deploys a copy of the sample to the AWS account of the caller, checks what the rehearsal assumes about AWS, writes
 *  a report, and deletes the copy. `--help` has the arguments and the exit codes. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { sanitize } from '../../core/render/sanitize.ts';
import { findEnvironment, refuseExistingStacks } from './account.ts';
import { selectAccount } from './account-selection.ts';
import { type Arguments, HELP, parseArguments } from './arguments.ts';
import { synthesize } from './assembly.ts';
import { openClients } from './aws-clients.ts';
import { confirmStart } from './confirm.ts';
import { EXIT, StartError } from './exit-codes.ts';
import { planText } from './plan-text.ts';
import { newPrefix } from './prefix.ts';
import { redactAccount } from './redact.ts';
import { remainsText } from './remains-text.ts';
import { hasHeld, type RunReport, reportText } from './report.ts';
import { Run } from './run.ts';
import { type PhaseResult, runPhases } from './run-phases.ts';
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
  selectAccount(args, process.env);
  const clients = openClients();
  const environment = await findEnvironment(clients);
  // For the command of the CDK.
  process.env.AWS_REGION = environment.region;
  const { accountId, region } = environment;
  const say = (text: string) => console.error(sanitize(redactAccount(text, { accountId, prefix })));
  const assembly = join(folder, 'on');
  const stacks = synthesize(prefix, assembly);
  await refuseExistingStacks(
    stacks.map(({ name }) => name),
    environment,
    clients,
  );
  console.error(planText(stacks, prefix, region));
  const file = args.report ?? join('.tailgate', `verify-aws-${prefix}.md`);
  const place = `the account that ends with ${accountId.slice(-4)}, in ${region}`;
  const terminal = { input: process.stdin, output: process.stderr, isTty: process.stdin.isTTY };
  await confirmStart({ yes: args.yes, place }, terminal);

  const startedAt = Date.now();
  const switchedOff = join(folder, 'off');
  const run = new Run({ prefix, environment, clients, assembly, switchedOff, stacks, startedAt, say });
  const profile = process.env.AWS_PROFILE;
  const signals = stopSignals(() => say(remainsText(run.record, { region, profile })));
  const versions = { ...versionsHere(), 'bootstrap stack': environment.bootstrapVersion };
  const phases = run.phases();
  const cleanUp = run.cleanUp();
  const describe = (results: readonly PhaseResult[]): RunReport => {
    const isRunning = results.length < phases.length + cleanUp.length;
    const isClean = !isRunning && results.slice(-cleanUp.length).every(({ outcome }) => outcome === 'done');
    return {
      ...{ prefix, accountId, region, startedAt, endedAt: Date.now(), isRunning, versions, phases: results },
      ...{ checks: run.checks, accountRole: run.accountRole, deleted: run.deleted, remaining: run.remaining },
      remains: isClean ? undefined : remainsText(run.record, { region }),
    };
  };
  createReport(file, describe([]));
  say(`The report is in ${file}. If this process is killed, it has the commands that delete what remains.`);
  const save = (results: readonly PhaseResult[]) => writeFileSync(file, reportText(describe(results)));
  const results = await runPhases({ phases, cleanUp, ...signals, now: Date.now, say, save });
  const report = describe(results);
  if (report.remains !== undefined && !signals.giveUp.aborted) say(remainsText(run.record, { region, profile }));
  say(`The report is in ${file}. ${hasHeld(report) ? 'Every check held.' : 'Not everything held: see the report.'}`);
  return hasHeld(report) ? EXIT.HELD : EXIT.FAILED;
}

/** Writes the first report: a file that exists is not overwritten, and a folder that cannot be written must not lose the results.
 *  @throws StartError when the file cannot be created. */
function createReport(file: string, report: RunReport): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, reportText(report), { flag: 'wx' });
  } catch (error) {
    throw new StartError(
      `The report ${file} cannot be created (${(error as Error).message}).`,
      'Name another file: `npm run verify:aws -- --report FILE`.',
    );
  }
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
  console.error(`error: ${sanitize(redactAccount(error.message, { prefix: 'tg' }))}`);
  process.exitCode = error.exitCode;
}
