import { sanitize } from '../../core/render/sanitize.ts';
import { styleOf } from '../../core/render/style.ts';
import type { Finding } from '../../infra/rules/rule.ts';
import { pluralize } from '../output/stdio.ts';
import type { ResourceLocator } from './resource-locator.ts';

/** Renders findings for people: under each resource the problem, why it matters, and the fix. */
export function textReport(findings: readonly Finding[], locator: ResourceLocator, color: boolean): string {
  const style = styleOf(color);
  const lines: string[] = [];
  let last = '';
  for (const finding of findings) {
    const resource = `${finding.stack}/${finding.logicalId}`;
    if (resource !== last) {
      const place = locator.place(finding.template, finding.logicalId);
      const where = [finding.resourceType, finding.constructPath, place].filter((part) => part !== undefined);
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
export function checkSummary(open: readonly Finding[], acknowledged: number, stacks: number): string {
  const errors = open.filter((finding) => finding.level === 'error').length;
  const counts = [pluralize(errors, 'error'), pluralize(open.length - errors, 'warning')].filter(
    (text) => !/^0/.test(text),
  );
  const found = counts.length === 0 ? 'No findings' : counts.join(', ');
  return `${found} in ${pluralize(stacks, 'stack')}${acknowledged > 0 ? `; ${acknowledged} acknowledged` : ''}.`;
}
