import { readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as z from 'zod';
import { EXIT } from '../../core/user-error.ts';
import type { Finding, Rule } from '../../infra/rules/rule.ts';
import { CliError, UsageError } from '../errors.ts';
import { type FindingSubject, subjectOf } from './located-finding.ts';
import { relativePath } from './relative-path.ts';

const subjectSchema = z.strictObject({ rule: z.string(), resource: z.string(), property: z.string() });
const baselineSchema = z.strictObject({ version: z.literal(1), findings: z.array(subjectSchema) });

/** The findings of a baseline, compared with those of this run. */
export interface Comparison<F> {
  /** The findings of this run that are in the baseline. */
  readonly known: ReadonlySet<F>;
  /** The number of findings of the baseline that this run does not have. */
  readonly fixed: number;
}

/** The findings that a project had when it wrote its baseline. Only other findings are new. */
export class Baseline {
  readonly #file: string;
  readonly #subjects: readonly FindingSubject[];

  private constructor(file: string, subjects: readonly FindingSubject[]) {
    this.#file = file;
    this.#subjects = subjects;
  }

  /** @throws UsageError for a file that does not exist, or is not a baseline. */
  static read(file: string): Baseline {
    let text: string;
    try {
      text = readFileSync(file, 'utf8');
    } catch (error) {
      throw new UsageError(
        `Cannot read the baseline: ${(error as Error).message}.`,
        `Write it first: logs check --baseline ${file} --write-baseline`,
      );
    }
    const { data, error } = baselineSchema.safeParse(parseJson(text));
    if (error) throw new UsageError(`${file} is not a baseline.`, 'Write it again with --write-baseline.');
    return new Baseline(file, data.findings);
  }

  /** Writes findings to a file, sorted and one per line, so that a change of the file shows which findings came and went.
   *  @throws CliError when the file cannot be written. */
  static write(file: string, findings: readonly Finding[]): void {
    const lines = findings.map((finding) => JSON.stringify(subjectIn(file, finding))).sort();
    const list = lines.length === 0 ? '[]' : `[\n${lines.join(',\n')}\n]`;
    try {
      writeFileSync(file, `{"version": 1, "findings": ${list}}\n`);
    } catch (error) {
      throw new CliError(EXIT.USAGE_ERROR, `Cannot write the baseline: ${(error as Error).message}.`);
    }
  }

  /** Several findings can have the same subject: the baseline contains as many of them as it has lines with this subject.
   *  @param rules the rules of this run. Findings of other rules do not count as fixed. */
  compare<F extends Finding>(findings: readonly F[], rules: readonly Rule[]): Comparison<F> {
    const remaining = new Map<string, number>();
    for (const subject of this.#subjects) {
      if (rules.some(({ id }) => id === subject.rule)) add(remaining, keyOf(subject), 1);
    }
    const known = findings.filter((finding) => {
      const key = keyOf(subjectIn(this.#file, finding));
      if (!remaining.get(key)) return false;
      add(remaining, key, -1);
      return true;
    });
    const fixed = [...remaining.values()].reduce((sum, count) => sum + count, 0);
    return { known: new Set(known), fixed };
  }
}

/** Paths in the file are relative to it, so that the working directory does not matter. */
function subjectIn(file: string, finding: Finding): FindingSubject {
  const { template } = finding;
  return subjectOf(finding, template === undefined ? undefined : relativePath(dirname(file), template));
}

function keyOf({ rule, resource, property }: FindingSubject): string {
  return JSON.stringify([rule, resource, property]);
}

function add(counts: Map<string, number>, key: string, count: number): void {
  counts.set(key, (counts.get(key) ?? 0) + count);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
