import { styleOf } from '../../core/render/style.ts';
import { paragraph } from '../../core/render/terminal-text.ts';
import type { TemplateTool } from '../../infra/rules/model/template-tool.ts';
import { exampleText, type Fix, type Rule } from '../../infra/rules/rule.ts';
import { settingsText, TOOL_NAMES } from '../../infra/rules/rule-markdown.ts';
import type { TextOptions } from './text-report.ts';

/** Everything about a rule, for people: what it finds, why, the fix in each tool, examples, and the source of the fact. */
export function explainRule(
  { id, level, summary, why, fix, examples, source }: Rule,
  { color, width }: TextOptions,
): string {
  const style = styleOf(color);
  const section = (title: string, lines: readonly string[]) => [
    '',
    style.dim(title),
    ...lines.map((line) => (line === '' ? '' : `  ${line}`)),
  ];
  const settings = examples.settings ? [...settingsText(examples.settings).split('\n'), ''] : [];
  const lines = [
    `${style.level(level === 'error' ? 'ERROR' : 'WARN', level)}  ${id}`,
    ...paragraph(`Finds ${summary}.`, width),
    '',
    ...paragraph(why, width),
    ...section('Fix', fixLines(fix, width)),
    ...section(settings.length > 0 ? 'Wrong, with these settings in tailgate.yaml' : 'Wrong', [
      ...settings,
      ...exampleText(examples.wrong).split('\n'),
    ]),
    ...section('Right', exampleText(examples.right).split('\n')),
    ...section('Source', [source]),
    ...section('To accept a finding', [
      `logs check --ignore "${id}:REASON"`,
      `in tailgate.yaml: rules: { ignore: [{ rule: ${id}, reason: REASON, resource: LOGICAL_ID }] }`,
      `in the resource: Metadata: { tailgate: { acknowledge: [{ rule: ${id}, reason: REASON }] } }`,
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

function fixLines(fix: Fix, width: number | undefined): string[] {
  const columns = width === undefined ? undefined : width - 4;
  if (typeof fix === 'string') return paragraph(fix, columns);
  return Object.entries(fix).flatMap(([tool, text]) => {
    const [first = '', ...others] = paragraph(`${TOOL_NAMES[tool as TemplateTool]}: ${text}`, columns);
    return [first, ...others.map((line) => `  ${line}`)];
  });
}
