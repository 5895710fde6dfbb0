import { Args, Flags } from '@oclif/core';
import { noticeLines } from '../../core/template/reading-notice.ts';
import { EXIT } from '../../core/user-error.ts';
import { evaluate } from '../../infra/rules/evaluate.ts';
import { isTerraformCopy } from '../../infra/rules/model/template-tool.ts';
import type { Level, Rule } from '../../infra/rules/rule.ts';
import type { RuleSettings } from '../../infra/rules/rule-settings.ts';
import { RULES } from '../../infra/rules/rules.ts';
import { BaseCommand } from '../base-command.ts';
import { Baseline } from '../check/baseline.ts';
import { githubReport } from '../check/github-report.ts';
import { gitlabReport } from '../check/gitlab-report.ts';
import { jsonReport } from '../check/json-report.ts';
import { type LocatedFinding, locateFindings } from '../check/located-finding.ts';
import { readTemplates } from '../check/read-templates.ts';
import { repositoryRoot } from '../check/relative-path.ts';
import { ResourceLocator } from '../check/resource-locator.ts';
import { ignoreFlag, RULE_IDS, ruleFlag } from '../check/rule-flags.ts';
import { checkSummary, ruleCounts, type TextOptions, textReport } from '../check/text-report.ts';
import { reportError } from '../errors.ts';
import { colorFlag, configFlag } from '../flags/common-flags.ts';
import { Progress } from '../output/progress.ts';
import { notice, pluralize, writeOut } from '../output/stdio.ts';
import { terminalWidth, wantsColor } from '../output/terminal.ts';
import { type ProjectSettings, readProjectSettings } from '../settings/project-settings.ts';

const PROGRESS_INTERVAL_MS = 1000;

const OUTPUTS = ['text', 'json', 'sarif', 'github', 'gitlab', 'junit'] as const;

type Output = (typeof OUTPUTS)[number];

/** The outputs that CI systems read. They name files by their paths in the repository. */
const CI_OUTPUTS: readonly Output[] = ['sarif', 'github', 'gitlab'];

/** What a report is made of. */
interface Report {
  /** The names of the stacks. */
  readonly stacks: readonly string[];
  readonly rules: readonly Rule[];
  /** The findings to act on. */
  readonly open: readonly LocatedFinding[];
  readonly acknowledged: readonly LocatedFinding[];
  /** The findings of the baseline; undefined without a baseline. */
  readonly known: ReadonlySet<LocatedFinding> | undefined;
  /** Whether a finding of the level fails the check. */
  fails(level: Level): boolean;
  readonly color: boolean | undefined;
}

export default class Check extends BaseCommand {
  static override summary = 'Check the logging in templates: CDK, SAM, Serverless Framework, plain CloudFormation.';
  static override description =
    `Needs no AWS account. All templates of a call are checked together, as one app. The settings of the project are the key "rules" of tailgate.json or tailgate.yaml in the working directory.
The exit code is 0 without errors among the findings, 1 with one (with --fail-on warning, also for a warning), and 2 when a template, the settings or the baseline cannot be read.

Rules: ${RULE_IDS.join(', ')}`;
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    "<%= config.bin %> <%= command.id %> 'services/**/template.yaml' --fail-on warning",
    '<%= config.bin %> <%= command.id %> template.yaml --output sarif > logging.sarif',
    '<%= config.bin %> <%= command.id %> --baseline logging-baseline.json',
    '<%= config.bin %> <%= command.id %> --ignore "account-role-missing:the platform team owns it"',
    '<%= config.bin %> <%= command.id %> --explain execution-log-off',
  ];
  static override strict = false;
  static override args = {
    templates: Args.string({
      description: 'output folders of `cdk synth`, template files, and globs in quotes',
      default: 'cdk.out',
    }),
  };
  static override flags = {
    output: Flags.option({
      summary:
        'text for people, json for programs (one finding per line), sarif for code scanning, github for annotations of GitHub Actions, gitlab for GitLab Code Quality, junit for other CI systems',
      options: OUTPUTS,
      default: 'text' as const,
    })(),
    'fail-on': Flags.option({
      summary: 'the findings that end the command with exit code 1: errors, or errors and warnings',
      options: ['error', 'warning'] as const,
      default: 'error' as const,
    })(),
    baseline: Flags.string({
      summary: 'report only findings that are not in this file, which --write-baseline writes',
      helpValue: 'FILE',
    }),
    'write-baseline': Flags.boolean({
      summary: 'write the findings to the file of --baseline instead of reporting them',
      dependsOn: ['baseline'],
      // The file would lack the findings of the other rules.
      exclusive: ['rule'],
    }),
    rule: ruleFlag({ summary: 'run only this rule; can be repeated', multiple: true, multipleNonGreedy: true }),
    ignore: ignoreFlag({
      summary: 'acknowledge the findings of this rule; can be repeated',
      multiple: true,
      multipleNonGreedy: true,
    }),
    explain: ruleFlag({ summary: 'only print the documentation of this rule: reason, fix, examples and source' }),
    config: configFlag,
    color: colorFlag,
  };

  override async run(): Promise<void> {
    const { argv, flags } = await this.parse(Check);
    if (flags.explain) {
      const { explainRule } = await import('../check/explain-rule.ts');
      await writeOut(explainRule(flags.explain, textOptions(flags.color)));
      return;
    }
    const settings = ruleSettings(await readProjectSettings(process.cwd(), flags.config));
    const baseline = flags.baseline && !flags['write-baseline'] ? Baseline.read(flags.baseline) : undefined;
    const progress = new Progress(PROGRESS_INTERVAL_MS);
    const { stacks, errors, otherFiles } = await readTemplates(argv as string[], (read, total) => {
      // In the log of a CI system, it would only be noise.
      if (process.stderr.isTTY) progress.report(() => `${read} of ${pluralize(total, 'template')} read.`);
    });
    for (const error of errors) reportError(error);
    if (errors.length > 0) process.exitCode = EXIT.USAGE_ERROR;
    if (otherFiles > 0)
      notice(otherFiles === 1 ? '1 file is not a template.' : `${otherFiles} files are not templates.`);
    const locator = new ResourceLocator(CI_OUTPUTS.includes(flags.output) ? repositoryRoot('.') : '.');
    for (const line of noticeLines(stacks, (file) => locator.path(file))) notice(line);

    for (const { template, name } of stacks) {
      if (isTerraformCopy(template)) notice(`${name}: not checked, because Terraform deploys this project.`);
    }

    const rules = flags.rule ?? RULES;
    const ignore = [...(settings.ignore ?? []), ...(flags.ignore ?? [])];
    const findings = locateFindings(evaluate(stacks, rules, { ...settings, ignore }), locator);
    const [accepted, acknowledged] = partition(findings, (finding) => finding.acknowledged === undefined);
    if (flags.baseline && flags['write-baseline']) {
      if (errors.length > 0) return notice('The baseline is not written, because its findings would be incomplete.');
      Baseline.write(flags.baseline, accepted);
      notice(`${pluralize(accepted.length, 'finding')} written to ${flags.baseline}.`);
      return;
    }
    const compared = baseline?.compare(accepted, rules);
    const open = accepted.filter((finding) => !compared?.known.has(finding));
    const fails = (level: Level) => level === 'error' || flags['fail-on'] === 'warning';
    const known = compared?.known;
    const names = stacks.map(({ name }) => name);
    await this.#report(flags.output, { stacks: names, rules, open, acknowledged, known, fails, color: flags.color });
    // Programs that read JSON count for themselves.
    if (flags.output !== 'json') {
      const hidden = { acknowledged: acknowledged.length, inBaseline: known?.size ?? 0 };
      for (const line of ruleCounts(open)) notice(line);
      notice(checkSummary(open, hidden, stacks.length));
      if (compared && compared.fixed > 0) {
        notice(
          `${pluralize(compared.fixed, 'finding')} of the baseline not found. If fixed, write it again with --write-baseline.`,
        );
      }
    }
    if (errors.length === 0 && open.some(({ level }) => fails(level))) process.exitCode = EXIT.NOTHING_FOUND;
  }

  async #report(output: Output, { stacks, rules, open, acknowledged, known, fails, color }: Report): Promise<void> {
    switch (output) {
      case 'json':
        return writeOut(jsonReport(open), 'json');
      case 'sarif': {
        const { sarifReport } = await import('../check/sarif-report.ts');
        // Without acknowledged findings: GitHub shows suppressed results as open alerts.
        // https://github.com/github/codeql-action/issues/1230
        const options = { rules, version: this.config.version, ...(known && { known }) };
        return writeOut(`${sarifReport([...open, ...(known ?? [])], options)}\n`, 'json');
      }
      case 'github':
        return writeOut(githubReport(open), 'annotations');
      case 'gitlab':
        return writeOut(gitlabReport(open), 'json');
      case 'junit': {
        const { junitReport } = await import('../check/junit-report.ts');
        return writeOut(junitReport([...open, ...acknowledged], { stacks, rules, fails }));
      }
      case 'text':
        return writeOut(textReport(open, textOptions(color)));
    }
  }
}

function textOptions(color: boolean | undefined): TextOptions {
  const width = terminalWidth();
  return { color: wantsColor(color), ...(width !== undefined && { width }) };
}

function partition<T>(items: readonly T[], condition: (item: T) => boolean): [T[], T[]] {
  return [items.filter(condition), items.filter((item) => !condition(item))];
}

function ruleSettings({ rules = {} }: ProjectSettings): Partial<RuleSettings> {
  const { productionStages, ...settings } = rules;
  if (productionStages === undefined) return settings;
  return { ...settings, productionStages: new RegExp(productionStages, 'i') };
}
