import type { IPolicyValidationContext, IPolicyValidationPlugin, PolicyValidationPluginReport } from 'aws-cdk-lib';
import { readAssets } from '../core/template/assembly.ts';
import { withNestedStacks } from '../core/template/nested-stacks.ts';
import { readTemplateFile } from '../core/template/template-file.ts';
import { evaluate, openFindings } from './rules/evaluate.ts';
import type { Finding } from './rules/rule.ts';
import type { RuleSettings } from './rules/rule-settings.ts';
import { RULES } from './rules/rules.ts';

/** Runs the logging rules at `cdk synth`. Errors fail the synthesis; warnings are only reported.
 *
 *  To accept a finding, give a reason in `Metadata.tailgate.acknowledge` of the resource, or on an enclosing construct:
 *  `Validations.of(construct).acknowledge({ id: 'Tailgate::<rule>', reason })`.
 *  @example Validations.of(app).addPlugins(new LoggingRules({ accountRole: 'elsewhere' })); */
export class LoggingRules implements IPolicyValidationPlugin {
  readonly name = 'Tailgate';
  readonly ruleIds = RULES.map((rule) => rule.id);
  readonly #settings: Partial<RuleSettings>;

  /** @param settings settings of the project that differ from the defaults. */
  constructor(settings: Partial<RuleSettings> = {}) {
    this.#settings = settings;
  }

  validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    const stacks = context.stackTemplates.map(({ stackConstructPath, templatePath }) => ({
      name: stackConstructPath,
      file: templatePath,
      template: readTemplateFile(templatePath),
      assets: readAssets(templatePath),
    }));
    const findings = openFindings(evaluate(withNestedStacks(stacks), RULES, this.#settings));
    return {
      success: findings.every((finding) => finding.level !== 'error'),
      violations: findings.map(asViolation),
    };
  }
}

function asViolation(finding: Finding): PolicyValidationPluginReport['violations'][number] {
  const { rule, level, logicalId, template, property, problem, why, fix } = finding;
  return {
    ruleName: rule,
    severity: level,
    description: `${problem} (${property}). ${why}`,
    fix,
    violatingResources: [
      {
        resourceLogicalId: logicalId,
        ...(template !== undefined && { templatePath: template }),
        locations: [property.startsWith('Metadata.') ? property : `Properties.${property}`],
      },
    ],
  };
}
