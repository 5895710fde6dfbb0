import type { CheckResult } from './check.ts';
import type { Leftover } from './leftovers.ts';
import { redactAccount } from './redact.ts';
import type { PhaseResult } from './run-phases.ts';

/** What a run did. */
export interface RunReport {
  readonly prefix: string;
  readonly accountId: string;
  readonly region: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  /** Of the run, or of its last step until now. */
  readonly endedAt: number;
  /** Whether the run still goes on, or was killed. */
  readonly isRunning: boolean;
  /** For example the version of Node.js, by name. */
  readonly versions: Readonly<Record<string, string>>;
  readonly phases: readonly PhaseResult[];
  readonly checks: readonly CheckResult[];
  /** What the deployment did with the role of the account: the output of its stack. */
  readonly accountRole: string;
  readonly deleted: readonly Leftover[];
  /** undefined: not known. */
  readonly remaining: readonly Leftover[] | undefined;
  /** The commands that delete what may remain; undefined when the clean-up succeeded. */
  readonly remains: string | undefined;
}

/** Whether everything held: then the exit code is 0. */
export function hasHeld({ phases, checks, isRunning }: Pick<RunReport, 'phases' | 'checks' | 'isRunning'>): boolean {
  return (
    !isRunning &&
    phases.every(({ outcome }) => outcome === 'done') &&
    checks.length > 0 &&
    checks.every(({ outcome }) => outcome === 'held')
  );
}

/** The report in Markdown, without account ids and names of persons. */
export function reportText(report: RunReport): string {
  const { prefix, accountId, region, checks, phases, versions } = report;
  const count = (outcome: CheckResult['outcome']) => checks.filter((check) => check.outcome === outcome).length;
  const text = [
    '# Tailgate on AWS',
    '',
    ...(report.isRunning ? ['**This run has not ended, or it was killed.**', ''] : []),
    `${hasHeld(report) ? 'Everything held.' : 'Not everything held.'} ${count('held')} checks held, ${count('failed')} failed, ${count('not checked')} could not be made.`,
    '',
    ...table(
      ['', ''],
      [
        ['region', region],
        ['prefix', prefix],
        ['begin', new Date(report.startedAt).toISOString()],
        ['duration', minutes(report.endedAt - report.startedAt)],
        ...Object.entries(versions),
      ],
    ),
    '',
    '## Steps',
    '',
    ...table(
      ['step', 'outcome', 'duration', 'reason'],
      phases.map(({ title, outcome, durationMs, reason = '' }) => [title, outcome, minutes(durationMs), reason]),
    ),
    '',
    '## Checks',
    '',
    ...table(
      ['check', 'outcome', 'assumption', 'evidence', 'source'],
      checks.map(({ name, outcome, assumption, evidence, source }) => [
        `\`${name}\``,
        bold(outcome),
        assumption,
        evidence,
        source,
      ]),
    ),
    '',
    '## What stays',
    '',
    `- The role of the account: ${report.accountRole}`,
    `- Deleted after the stacks: ${names(report.deleted)}.`,
    `- Not deleted: ${report.remaining === undefined ? 'not known' : names(report.remaining)}.`,
    '- The code of the functions stays in the bucket of the bootstrap stack, and metrics and traces until they expire.',
    ...(report.remains === undefined ? [] : ['', '```text', report.remains, '```']),
    '',
  ].join('\n');
  return redactAccount(text, { accountId, prefix });
}

function bold(outcome: CheckResult['outcome']): string {
  return outcome === 'held' ? outcome : `**${outcome}**`;
}

function names(leftovers: readonly Leftover[]): string {
  return leftovers.length === 0 ? 'nothing' : leftovers.map(({ kind, name }) => `${kind} \`${name}\``).join(', ');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return [row(head), row(head.map(() => '---')), ...rows.map(row)];
}

/** A cell is one line, and a bar in it would end it. */
function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replace(/\s*\n\s*/g, ' ').replaceAll('|', '\\|')).join(' | ')} |`;
}

function minutes(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
