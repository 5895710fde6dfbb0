import { Flags } from '@oclif/core';
import { nearestNames } from '../../core/targets/nearest-names.ts';
import type { Rule } from '../../infra/rules/rule.ts';
import type { IgnoredRule } from '../../infra/rules/rule-settings.ts';
import { RULES } from '../../infra/rules/rules.ts';
import { UsageError } from '../errors.ts';

export const RULE_IDS: readonly string[] = RULES.map((rule) => rule.id);

/** A rule, by its id. */
export const ruleFlag = Flags.custom<Rule>({ helpValue: 'RULE', parse: async (input) => findRule(input) });

/** `<rule>:<reason>` */
export const ignoreFlag = Flags.custom<IgnoredRule>({
  helpValue: 'RULE:REASON',
  parse: async (input) => {
    const colon = input.indexOf(':');
    const rule = findRule(colon < 0 ? input : input.slice(0, colon)).id;
    const reason = colon < 0 ? '' : input.slice(colon + 1).trim();
    if (reason) return { rule, reason };
    throw new UsageError(
      `--ignore ${input} has no reason.`,
      `Say why the rule does not apply: --ignore "${rule}:REASON".`,
    );
  },
});

/** @throws UsageError for an unknown id. */
function findRule(id: string): Rule {
  const rule = RULES.find((candidate) => candidate.id === id);
  if (rule) return rule;
  throw new UsageError(
    `There is no rule "${id}".`,
    `Nearest: ${nearestNames(id, RULE_IDS).join(', ')}. \`logs check --help\` lists all rules.`,
  );
}
