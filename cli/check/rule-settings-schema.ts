import * as z from 'zod';
import { RULES } from '../../infra/rules/rules.ts';

/** The keys of `tailgate.json` that `logs check` reads. It is strict, so that a misspelled setting is an error. */
export const ruleSettingsSchema = z.strictObject({
  $schema: z.string().exactOptional(),
  rules: z
    .strictObject({
      productionStages: z.string().refine(isExpression, 'not a regular expression').exactOptional(),
      encrypted: z.boolean().exactOptional(),
      accountRole: z.enum(['here', 'elsewhere']).exactOptional(),
      subscriptionFilters: z.int().min(1).exactOptional(),
      ignore: z
        .array(
          z.strictObject({
            rule: z.enum(RULES.map((rule) => rule.id)),
            reason: z.string().trim().min(1, 'empty: say why the rule does not apply'),
            resource: z.string().exactOptional(),
          }),
        )
        .exactOptional(),
    })
    .default({}),
});

function isExpression(source: string): boolean {
  try {
    new RegExp(source);
    return true;
  } catch {
    return false;
  }
}
