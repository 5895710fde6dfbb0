import { onOneLine } from '../../core/render/sanitize.ts';
import { styleOf } from '../../core/render/style.ts';
import { paragraph, wrap } from '../../core/render/terminal-text.ts';
import type { Finding } from '../../infra/rules/rule.ts';
import { pluralize } from '../output/stdio.ts';
import { type LocatedFinding, placeText } from './located-finding.ts';

export interface TextOptions {
  readonly color: boolean;
  /** The columns of the terminal; undefined does not break lines. */
  readonly width?: number;
}

/** Renders findings for people: under each rule the resources with each problem, and once why it matters and how to fix it. */
export function textReport(findings: readonly LocatedFinding[], { color, width }: TextOptions): string {
  const style = styleOf(color);
  const lines: string[] = [];
  for (const group of groupBy(bySeverity(findings), ({ rule, fix }) => `${rule} ${fix}`)) {
    const [{ rule, level, why, fix }] = group;
    if (lines.length > 0) lines.push('');
    lines.push(`${style.level(level === 'error' ? 'ERROR' : 'WARN', level)}  ${rule}`);
    for (const same of groupBy(group, ({ property, problem }) => `${property} ${problem}`)) {
      const [{ property, problem }] = same;
      lines.push(...indented(paragraph(onOneLine(`${property}: ${problem}`), columnsAfter(2, width)), '  '));
      for (const finding of same) lines.push(...resourceLines(finding, width, style.dim));
    }
    for (const [name, text] of [
      ['why', why],
      ['fix', fix],
    ] as const) {
      const [first, ...others] = paragraph(onOneLine(text), columnsAfter(6, width));
      lines.push(`  ${style.dim(name)} ${first}`, ...indented(others, '      '));
    }
  }
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

function resourceLines(
  finding: LocatedFinding,
  width: number | undefined,
  dim: (text: string) => string,
): readonly string[] {
  const { stack, logicalId, resourceType, constructPath, path, region, source } = finding;
  const place = placeText({ ...(path !== undefined && { path }), ...(region && { line: region.startLine }) });
  const details = [resourceType, constructPath, source && placeText(source), place].filter(
    (part) => part !== undefined,
  );
  const words = [
    { text: onOneLine(`${stack}/${logicalId}`), paint: (text: string) => text },
    ...details.map((text) => ({ text: onOneLine(text), paint: dim })),
  ];
  const [first, ...others] = wrap(words, columnsAfter(6, width));
  // With the dash, a name does not start the line.
  return [`    - ${first}`, ...indented(others, '      ')];
}

/** The number of findings of each rule, the most frequent rules first; empty for fewer than two rules. */
export function ruleCounts(findings: readonly Finding[]): string[] {
  const groups = groupBy(bySeverity(findings), ({ rule }) => rule).sort((a, b) => b.length - a.length);
  if (groups.length < 2) return [];
  const width = String(groups[0]?.length).length;
  return groups.map(
    (group) => `${String(group.length).padStart(width)}  ${group[0].level.padEnd('warning'.length)}  ${group[0].rule}`,
  );
}

/** Findings that are not shown, by the reason. */
export interface HiddenFindings {
  readonly acknowledged: number;
  readonly inBaseline: number;
}

/** `2 errors, 1 warning in 3 stacks; 1 acknowledged; 4 in the baseline.` */
export function checkSummary(
  open: readonly Finding[],
  { acknowledged, inBaseline }: HiddenFindings,
  stacks: number,
): string {
  const errors = open.filter((finding) => finding.level === 'error').length;
  const counts = [pluralize(errors, 'error'), pluralize(open.length - errors, 'warning')].filter(
    (text) => !/^0/.test(text),
  );
  const found = counts.length === 0 ? `No ${inBaseline > 0 ? 'new ' : ''}findings` : counts.join(', ');
  const hidden = [
    ...(acknowledged > 0 ? [`${acknowledged} acknowledged`] : []),
    ...(inBaseline > 0 ? [`${inBaseline} in the baseline`] : []),
  ];
  return `${[`${found} in ${pluralize(stacks, 'stack')}`, ...hidden].join('; ')}.`;
}

/** Errors first, otherwise in the order of the findings. */
function bySeverity<T extends Finding>(findings: readonly T[]): T[] {
  return findings.toSorted((a, b) => Number(a.level === 'warning') - Number(b.level === 'warning'));
}

type Group<T> = [T, ...T[]];

/** Groups items with the same key, in the order of the first of each group. */
function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Group<T>[] {
  return [...Map.groupBy(items, keyOf).values()] as Group<T>[];
}

/** The columns that remain after an indentation. */
function columnsAfter(indentation: number, width: number | undefined): number | undefined {
  return width === undefined ? undefined : width - indentation;
}

function indented(lines: readonly string[], indentation: string): string[] {
  return lines.map((line) => indentation + line);
}
