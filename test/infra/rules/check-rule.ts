import { describe, expect, it } from 'vitest';
import { asTemplate } from '../../../core/template/template.ts';
import { parseTemplateText } from '../../../core/template/template-text.ts';
import { evaluate, openFindings } from '../../../infra/rules/evaluate.ts';
import type { Finding, Rule } from '../../../infra/rules/rule.ts';
import type { RuleSettings } from '../../../infra/rules/rule-settings.ts';

export interface Case {
  /** Describes the template. */
  readonly title: string;
  /** The `Resources` of a template, in YAML; or a whole template, if it contains `Resources:`. */
  readonly yaml: string;
  readonly settings?: Partial<RuleSettings>;
}

export interface NoncompliantCase extends Case {
  /** `LogicalId: problem` for each finding. */
  readonly finds: readonly string[];
}

/** Checks a rule with a table of templates that have findings, and a table of templates without findings. */
export function checkRule(rule: Rule, noncompliant: readonly NoncompliantCase[], compliant: readonly Case[]): void {
  describe(rule.id, () => {
    it.each(noncompliant)('finds $title', ({ yaml, settings, finds }) => {
      expect(findingsIn(yaml, [rule], settings).map(({ logicalId, problem }) => `${logicalId}: ${problem}`)).toEqual(
        finds,
      );
    });
    it.each(compliant)('accepts $title', ({ yaml, settings }) => {
      expect(findingsIn(yaml, [rule], settings)).toEqual([]);
    });
  });
}

/** The findings of the rules in one template. */
export function findingsIn(yaml: string, rules: readonly Rule[], settings: Partial<RuleSettings> = {}): Finding[] {
  const text = /^Resources:/m.test(yaml) ? yaml : `Resources:\n${yaml.replace(/^/gm, '  ')}`;
  const template = asTemplate(parseTemplateText(text, 'case.yaml'), 'case.yaml');
  return openFindings(evaluate([{ name: 'Case', file: 'case.yaml', template, assets: new Map() }], rules, settings));
}
