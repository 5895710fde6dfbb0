import * as z from 'zod';
import { RULES } from '../../infra/rules/rules.ts';

const ignoredRule = z.strictObject({
  rule: z.enum(RULES.map((rule) => rule.id)).describe('The id of the rule.'),
  reason: z.string().trim().min(1).describe('Why the findings are accepted.'),
  resource: z
    .string()
    .exactOptional()
    .describe('The logical id or construct path of a resource; a path includes all resources below it. Default: all.'),
});

const ruleSettings = z.strictObject({
  productionStages: z
    .string()
    .refine(isExpression, 'not a regular expression')
    .exactOptional()
    .describe('A regular expression for the names of production stages, in any case. Default: prod|production|live.'),
  encrypted: z.boolean().exactOptional().describe('Whether each log group must have a KMS key. Default: false.'),
  accountRole: z
    .enum(['here', 'elsewhere'])
    .exactOptional()
    .describe("Where the account's role for API Gateway is set: in these templates, or elsewhere. Default: here."),
  subscriptionFilters: z
    .int()
    .min(1)
    .exactOptional()
    .describe('The maximum number of subscription filters of a log group. Default: 5.'),
  ignore: z.array(ignoredRule).exactOptional().describe('Findings that are accepted.'),
});

const apiLogging = z.strictObject({
  enabled: z.boolean().exactOptional().describe('Whether requests are logged. Default: true.'),
  obfuscateURLs: z.boolean().exactOptional().describe('Log the route instead of the path. Default: false.'),
  omitHealthChecks: z.boolean().exactOptional().describe('Do not log health checks. Default: false.'),
});

/** The settings of a project, for all commands. They are strict, so that a misspelled setting is an error. */
export const settingsSchema = z.strictObject({
  $schema: z.string().exactOptional().describe('The JSON Schema of this file, for editors.'),
  rules: ruleSettings.exactOptional().describe('Settings of `logs check`.'),
  logging: z
    .strictObject({ apiLogging: apiLogging.exactOptional().describe('The defaults of flags of `logs run`.') })
    .exactOptional()
    .describe('Settings of `logs run`.'),
});

/** The schema as JSON Schema. */
export function settingsJsonSchema(): object {
  return { title: 'Settings of Tailgate', ...z.toJSONSchema(settingsSchema, { target: 'draft-7' }) };
}

function isExpression(source: string): boolean {
  try {
    new RegExp(source);
    return true;
  } catch {
    return false;
  }
}
