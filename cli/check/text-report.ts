import { sanitize } from '../../core/render/sanitize.ts';
import { styleOf } from '../../core/render/style.ts';
import type { Finding } from '../../infra/rules/rule.ts';

/** Findings for people: under each resource what is wrong, why it matters, and what to do.
 *  @param place where a resource is: `template.yaml:12`. */
export function textReport(
  findings: readonly Finding[],
  place: (finding: Finding) => string | undefined,
  color: boolean,
): string {
  const style = styleOf(color);
  const lines: string[] = [];
  let last = '';
  for (const finding of findings) {
    const resource = `${finding.stack}/${finding.logicalId}`;
    if (resource !== last) {
      const where = [finding.resourceType, finding.constructPath, place(finding)].filter((part) => part !== undefined);
      lines.push(...(last === '' ? [] : ['']), `${sanitize(resource)}  ${style.dim(sanitize(where.join('  ')))}`);
      last = resource;
    }
    const level = style.level(finding.level === 'error' ? 'ERROR' : 'WARN', finding.level.padEnd('warning'.length));
    lines.push(`  ${level}  ${finding.rule}`);
    lines.push(`    ${sanitize(`${finding.property}: ${finding.problem}`)}`);
    lines.push(`    ${style.dim('why')} ${sanitize(finding.why)}`);
    lines.push(`    ${style.dim('fix')} ${sanitize(finding.fix)}`);
  }
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

/** `2 errors, 1 warning in 3 stacks; 1 acknowledged` */
export function summary(open: readonly Finding[], acknowledged: number, stacks: number): string {
  const errors = open.filter((finding) => finding.level === 'error').length;
  const counts = [counted(errors, 'error'), counted(open.length - errors, 'warning')].filter(
    (text) => !/^0/.test(text),
  );
  const found = counts.length === 0 ? 'No findings' : counts.join(', ');
  return `${found} in ${counted(stacks, 'stack')}${acknowledged > 0 ? `; ${acknowledged} acknowledged` : ''}.`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
