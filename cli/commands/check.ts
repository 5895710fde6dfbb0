import { relative } from 'node:path';
import { Args, Flags } from '@oclif/core';
import { sanitizeJson } from '../../core/render/sanitize.ts';
import { nearestNames } from '../../core/targets/nearest-names.ts';
import type { StackTemplate } from '../../core/template/assembly.ts';
import { readStacks } from '../../core/template/templates.ts';
import { EXIT } from '../../core/user-error.ts';
import { evaluate, openFindings } from '../../infra/rules/evaluate.ts';
import type { Finding, Rule } from '../../infra/rules/rule.ts';
import type { IgnoredRule } from '../../infra/rules/rule-settings.ts';
import { RULES } from '../../infra/rules/rules.ts';
import { BaseCommand } from '../base-command.ts';
import { resourceLines } from '../check/resource-line.ts';
import { readRuleSettings } from '../check/settings-file.ts';
import { summary, textReport } from '../check/text-report.ts';
import { UsageError } from '../errors.ts';
import { wantsColor } from '../output/color.ts';
import { notice, writeOut } from '../output/output.ts';

const IDS = RULES.map((rule) => rule.id);

/** `<rule>:<reason>`. */
const ignoreFlag = Flags.custom<IgnoredRule>({
  helpValue: 'RULE:REASON',
  parse: async (input) => {
    const colon = input.indexOf(':');
    const rule = ruleOf(colon < 0 ? input : input.slice(0, colon)).id;
    const reason = colon < 0 ? '' : input.slice(colon + 1).trim();
    if (reason) return { rule, reason };
    throw new UsageError(
      `--ignore ${input} has no reason.`,
      `Say why the rule does not apply: --ignore "${rule}:REASON".`,
    );
  },
});

export default class Check extends BaseCommand {
  static override summary = 'Check how templates log: CDK, SAM, Serverless Framework, plain CloudFormation.';
  static override description = `Needs no AWS account. Exit code 1 when a finding is an error; warnings are shown.
The project's own settings are the key "rules" of tailgate.json or tailgate.yaml in the working directory.

Rules: ${IDS.join(', ')}`;
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> template.yaml --output sarif > logging.sarif',
    '<%= config.bin %> <%= command.id %> --ignore "account-role-missing:the platform team owns it"',
  ];
  static override args = {
    templates: Args.string({ description: 'what `cdk synth` wrote, or a template file', default: 'cdk.out' }),
  };
  static override flags = {
    output: Flags.option({
      summary: 'text for people, json for programs (one object a finding a line), sarif for code scanning',
      options: ['text', 'json', 'sarif'] as const,
      default: 'text' as const,
    })(),
    rule: Flags.custom<Rule>({ helpValue: 'RULE', parse: async (input) => ruleOf(input) })({
      summary: 'run this rule alone; may be given again',
      multiple: true,
      multipleNonGreedy: true,
    }),
    ignore: ignoreFlag({
      summary: 'let findings of this rule be; may be given again',
      multiple: true,
      multipleNonGreedy: true,
    }),
    config: Flags.string({ summary: 'read the settings from this file', helpValue: 'FILE' }),
    color: Flags.boolean({ summary: 'colour the output (the default on a terminal)', allowNo: true }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(Check);
    const settings = await readRuleSettings(process.cwd(), flags.config);
    const stacks = readStacks(args.templates);
    const rules = flags.rule ?? RULES;
    const ignore = [...(settings.ignore ?? []), ...(flags.ignore ?? [])];
    const findings = evaluate(stacks, rules, { ...settings, ignore });
    const open = openFindings(findings);
    if (flags.output === 'sarif') await this.#writeSarif(findings, rules);
    else if (flags.output === 'json') await writeJson(open);
    else await writeText(open, findings.length - open.length, stacks, flags.color);
    if (open.some((finding) => finding.level === 'error')) process.exitCode = EXIT.NOTHING_FOUND;
  }

  async #writeSarif(findings: readonly Finding[], rules: readonly Rule[]): Promise<void> {
    const { sarifReport } = await import('../check/sarif-report.ts');
    const { version } = this.config;
    const report = sarifReport(findings, { rules, version, path: fromHere, line: resourceLines() });
    await writeOut(`${sanitizeJson(report)}\n`);
  }
}

async function writeJson(findings: readonly Finding[]): Promise<void> {
  const lineOf = resourceLines();
  for (const finding of findings) {
    const { template, logicalId } = finding;
    const place = template === undefined ? {} : { template: fromHere(template), line: lineOf(template, logicalId) };
    await writeOut(`${sanitizeJson(JSON.stringify({ ...finding, ...place }))}\n`);
  }
}

async function writeText(
  open: readonly Finding[],
  acknowledged: number,
  stacks: readonly StackTemplate[],
  color: boolean | undefined,
): Promise<void> {
  const lineOf = resourceLines();
  const place = ({ template, logicalId }: Finding) => {
    const line = lineOf(template, logicalId);
    return template === undefined ? undefined : `${fromHere(template)}${line === undefined ? '' : `:${line}`}`;
  };
  await writeOut(textReport(open, place, wantsColor(color)));
  notice(summary(open, acknowledged, stacks.length));
}

function fromHere(file: string): string {
  return relative(process.cwd(), file);
}

function ruleOf(id: string): Rule {
  const rule = RULES.find((candidate) => candidate.id === id);
  if (rule) return rule;
  throw new UsageError(
    `There is no rule "${id}".`,
    `Nearest: ${nearestNames(id, IDS).join(', ')}. \`logs check --help\` lists all.`,
  );
}
