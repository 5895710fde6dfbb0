import type { TemplateTool } from './model/template-tool.ts';
import { exampleText, type Fix, type Rule } from './rule.ts';
import type { RuleSettings } from './rule-settings.ts';

export const TOOL_NAMES: Readonly<Record<TemplateTool, string>> = {
  cdk: 'CDK',
  sam: 'SAM',
  serverless: 'Serverless Framework',
  cloudformation: 'CloudFormation',
};

/** The documentation of a rule in Markdown: the reason, the fix in the words of each tool, two examples and the source. */
export function ruleMarkdown({ why, fix, source, examples }: Rule): string {
  const { wrong, right, settings } = examples;
  return [
    why,
    fixText(fix),
    ...(settings === undefined
      ? []
      : [`The example has these settings in \`tailgate.yaml\`:`, yaml(settingsText(settings))]),
    'Wrong:',
    yaml(exampleText(wrong)),
    'Right:',
    yaml(exampleText(right)),
    `Source: <${source}>`,
  ].join('\n\n');
}

/** The settings of an example, in `tailgate.yaml`. */
export function settingsText(settings: Partial<RuleSettings>): string {
  const lines = Object.entries(settings).map(([name, value]) => `  ${name}: ${value}`);
  return ['rules:', ...lines].join('\n');
}

function fixText(fix: Fix): string {
  if (typeof fix === 'string') return `Fix: ${fix}`;
  const items = Object.entries(fix).map(([tool, text]) => `- ${TOOL_NAMES[tool as TemplateTool]}: ${text}`);
  return `Fix:\n\n${items.join('\n')}`;
}

function yaml(text: string): string {
  return `\`\`\`yaml\n${text}\n\`\`\``;
}
