import { basename } from 'node:path';
// The names that all versions of the CDK have.
import type {
  IPolicyValidationContextBeta1,
  IPolicyValidationPluginBeta1,
  PolicyValidationPluginReportBeta1,
} from 'aws-cdk-lib';
import { readAssets } from '../core/template/assembly.ts';
import { withNestedStacks } from '../core/template/nested-stacks.ts';
import { readTemplateFile } from '../core/template/template-file.ts';
import {
  isBoolean,
  isListOf,
  isNumber,
  isObjectOf,
  isOneOf,
  isText,
  type PropCheck,
  type PropChecks,
  propErrors,
  show,
  similarName,
} from './constructs/prop-errors.ts';
import { evaluate, openFindings } from './rules/evaluate.ts';
import type { Finding } from './rules/rule.ts';
import type { IgnoredRule, RuleSettings } from './rules/rule-settings.ts';
import { RULES } from './rules/rules.ts';

/** Runs the logging rules at `cdk synth`. Errors fail the synthesis; warnings are only reported.
 *
 *  To accept a finding, give a reason in `Metadata.tailgate.acknowledge` of the resource, or on an enclosing construct:
 *  `Validations.of(construct).acknowledge({ id: 'Tailgate::<rule>', reason })`.
 *  @example Validations.of(app).addPlugins(new LoggingRules({ accountRole: 'elsewhere' }));
 *  @example
 *  // With a version of aws-cdk-lib that has no Validations
 *  const app = new App({ policyValidationBeta1: [new LoggingRules()] }); */
export class LoggingRules implements IPolicyValidationPluginBeta1 {
  readonly name = 'Tailgate';
  readonly ruleIds = RULES.map((rule) => rule.id);
  readonly #settings: Partial<RuleSettings>;

  /** @param settings settings of the project that differ from the defaults. */
  constructor(settings: Partial<RuleSettings> = {}) {
    const errors = propErrors(settings, CHECKS);
    if (errors.length > 0) throw new Error(`LoggingRules: ${errors.join(' ')}`);
    this.#settings = settings;
  }

  validate(context: ValidationContext): PolicyValidationPluginReportBeta1 {
    const stacks = stackTemplates(context).map(({ stackConstructPath, templatePath, accountId, region }) => ({
      name: stackConstructPath,
      file: templatePath,
      ...(accountId !== undefined && { accountId }),
      ...(region !== undefined && { region }),
      ...readTemplateFile(templatePath),
      assets: readAssets(templatePath),
    }));
    const findings = openFindings(evaluate(withNestedStacks(stacks), RULES, this.#settings));
    return {
      success: findings.every((finding) => finding.level !== 'error'),
      violations: findings.map(asViolation),
    };
  }
}

const RULE_IDS = RULES.map((rule) => rule.id);

const isRuleId: PropCheck = (name, value) => {
  if (RULE_IDS.includes(value as string)) return [];
  const similar = typeof value === 'string' ? similarName(value, RULE_IDS) : undefined;
  return [
    `${name} is ${show(value)}, which is not a rule. ${similar ? `Did you mean ${similar}?` : 'The README lists the rules.'}`,
  ];
};

const isRegExp: PropCheck = (name, value) =>
  value instanceof RegExp ? [] : [`${name} is ${show(value)}. Set it to a regular expression: /prod|live/i.`];

const CHECKS: PropChecks<RuleSettings> = {
  productionStages: isRegExp,
  encrypted: isBoolean,
  accountRole: isOneOf(['here', 'elsewhere']),
  subscriptionFilters: isNumber({ min: 0 }),
  ignore: isListOf(
    isObjectOf<IgnoredRule>({ rule: isRuleId, reason: isText, resource: isText }, ['rule', 'reason']),
    "[{ rule: 'log-group-not-encrypted', reason: '…' }]",
  ),
};

/** Newer versions of the CDK name the stack of each template. */
type ValidationContext = IPolicyValidationContextBeta1 & { readonly stackTemplates?: readonly StackTemplate[] };

interface StackTemplate {
  readonly stackConstructPath: string;
  readonly templatePath: string;
  readonly accountId?: string | undefined;
  readonly region?: string | undefined;
}

function stackTemplates({ stackTemplates, templatePaths }: ValidationContext): readonly StackTemplate[] {
  const fromFile = (templatePath: string): StackTemplate => {
    return { templatePath, stackConstructPath: basename(templatePath, '.template.json') };
  };
  return stackTemplates ?? templatePaths.map(fromFile);
}

function asViolation(finding: Finding): PolicyValidationPluginReportBeta1['violations'][number] {
  const { rule, level, logicalId, template, property, problem, why, fix } = finding;
  return {
    ruleName: rule,
    severity: level,
    description: `${problem} (${property}). ${why}`,
    fix,
    violatingResources: [
      {
        resourceLogicalId: logicalId,
        templatePath: template ?? '',
        locations: [property.startsWith('Metadata.') ? property : `Properties.${property}`],
      },
    ],
  };
}
