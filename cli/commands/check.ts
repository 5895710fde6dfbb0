import { Args, Flags } from '@oclif/core';
import { sanitizeJson } from '../../core/render/sanitize.ts';
import { readStacks } from '../../core/template/read-stacks.ts';
import { noticeLines } from '../../core/template/reading-notice.ts';
import { EXIT } from '../../core/user-error.ts';
import { evaluate, openFindings } from '../../infra/rules/evaluate.ts';
import type { RuleSettings } from '../../infra/rules/rule-settings.ts';
import { RULES } from '../../infra/rules/rules.ts';
import { BaseCommand } from '../base-command.ts';
import { jsonReport } from '../check/json-report.ts';
import { ResourceLocator } from '../check/resource-locator.ts';
import { ignoreFlag, RULE_IDS, ruleFlag } from '../check/rule-flags.ts';
import { checkSummary, textReport } from '../check/text-report.ts';
import { colorFlag, configFlag } from '../flags/common-flags.ts';
import { notice, writeOut } from '../output/stdio.ts';
import { wantsColor } from '../output/terminal.ts';
import { type ProjectSettings, readProjectSettings } from '../settings/project-settings.ts';

export default class Check extends BaseCommand {
  static override summary = 'Check the logging in templates: CDK, SAM, Serverless Framework, plain CloudFormation.';
  static override description =
    `Needs no AWS account. The exit code is 1 when a finding is an error; warnings are only shown.
The settings of the project are the key "rules" of tailgate.json or tailgate.yaml in the working directory.

Rules: ${RULE_IDS.join(', ')}`;
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> template.yaml --output sarif > logging.sarif',
    '<%= config.bin %> <%= command.id %> --ignore "account-role-missing:the platform team owns it"',
  ];
  static override args = {
    templates: Args.string({ description: 'the output folder of `cdk synth`, or a template file', default: 'cdk.out' }),
  };
  static override flags = {
    output: Flags.option({
      summary: 'text for people, json for programs (one finding per line), sarif for code scanning',
      options: ['text', 'json', 'sarif'] as const,
      default: 'text' as const,
    })(),
    rule: ruleFlag({ summary: 'run only this rule; can be repeated', multiple: true, multipleNonGreedy: true }),
    ignore: ignoreFlag({
      summary: 'acknowledge the findings of this rule; can be repeated',
      multiple: true,
      multipleNonGreedy: true,
    }),
    config: configFlag,
    color: colorFlag,
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(Check);
    const settings = ruleSettings(await readProjectSettings(process.cwd(), flags.config));
    const stacks = readStacks(args.templates);
    const rules = flags.rule ?? RULES;
    const ignore = [...(settings.ignore ?? []), ...(flags.ignore ?? [])];
    const findings = evaluate(stacks, rules, { ...settings, ignore });
    const open = openFindings(findings);
    const locator = new ResourceLocator();
    for (const line of noticeLines(stacks, locator.path)) notice(line);
    if (flags.output === 'sarif') {
      const { sarifReport } = await import('../check/sarif-report.ts');
      const report = sarifReport(findings, { rules, version: this.config.version, locator });
      await writeOut(`${sanitizeJson(report)}\n`);
    } else if (flags.output === 'json') {
      for (const line of jsonReport(open, locator)) await writeOut(line);
    } else {
      await writeOut(textReport(open, locator, wantsColor(flags.color)));
      notice(checkSummary(open, findings.length - open.length, stacks.length));
    }
    if (open.some((finding) => finding.level === 'error')) process.exitCode = EXIT.NOTHING_FOUND;
  }
}

function ruleSettings({ rules = {} }: ProjectSettings): Partial<RuleSettings> {
  const { productionStages, ...settings } = rules;
  if (productionStages === undefined) return settings;
  return { ...settings, productionStages: new RegExp(productionStages, 'i') };
}
