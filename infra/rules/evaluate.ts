import type { StackTemplate } from '../../core/template/assembly.ts';
import { acknowledgementsOf } from './acknowledgement.ts';
import { modelApp, type Resource } from './model/template-app.ts';
import { type Finding, fixFor, type Problem, type Rule } from './rule.ts';
import { DEFAULT_SETTINGS, type RuleSettings } from './rule-settings.ts';

/** Runs rules over the stacks of an app. Returns all findings, acknowledged ones included, in the order of stacks and resources.
 *  Never throws because of a value in a template. */
export function evaluate(
  stacks: readonly StackTemplate[],
  rules: readonly Rule[],
  settings: Partial<RuleSettings> = {},
): Finding[] {
  const app = modelApp(stacks);
  const allSettings: RuleSettings = { ...DEFAULT_SETTINGS, ...settings };
  const order = new Map(app.stacks.flatMap((stack) => stack.resources).map((resource, index) => [resource, index]));
  const findings = rules
    .flatMap((rule) => [...rule.check(app, allSettings)].map((problem) => ({ rule, problem })))
    .toSorted((a, b) => (order.get(a.problem.resource) ?? 0) - (order.get(b.problem.resource) ?? 0))
    .map(({ rule, problem }) => finding(rule, problem, allSettings));
  return removeRepeated(findings);
}

/** Findings that are not acknowledged. */
export function openFindings(findings: readonly Finding[]): Finding[] {
  return findings.filter(({ acknowledged }) => acknowledged === undefined);
}

function finding(rule: Rule, { resource, property, problem, fix }: Problem, settings: RuleSettings): Finding {
  const acknowledged = acknowledgedReason(rule, resource, settings);
  return {
    rule: rule.id,
    level: rule.level,
    stack: resource.stackName,
    ...(resource.file !== undefined && { template: resource.file }),
    logicalId: resource.logicalId,
    resourceType: resource.type,
    ...(resource.constructPath !== undefined && { constructPath: resource.constructPath }),
    property,
    problem,
    why: rule.why,
    fix: fixFor(resource.tool, fix ?? rule.fix),
    ...(acknowledged !== undefined && { acknowledged }),
  };
}

/** Keeps the findings of one stack only, if several stacks nest the same template file. */
function removeRepeated(findings: readonly Finding[]): Finding[] {
  const firstStack = new Map<string, string>();
  return findings.filter(({ stack, template, rule, logicalId, property, problem }) => {
    if (template === undefined) return true;
    const key = JSON.stringify([template, rule, logicalId, property, problem]);
    const first = firstStack.get(key) ?? stack;
    firstStack.set(key, first);
    return first === stack;
  });
}

/** The reason from the resource; otherwise the reason from the settings. */
function acknowledgedReason(rule: Rule, resource: Resource, settings: RuleSettings): string | undefined {
  const acknowledgement = acknowledgementsOf(resource).find(
    (item) => item.rule === rule.id && item.reason !== undefined,
  );
  const ignored = settings.ignore.find((item) => item.rule === rule.id && includesResource(item.resource, resource));
  return acknowledgement?.reason ?? ignored?.reason;
}

function includesResource(pattern: string | undefined, { logicalId, constructPath = '' }: Resource): boolean {
  if (pattern === undefined || pattern === logicalId) return true;
  return constructPath === pattern || constructPath.startsWith(`${pattern}/`);
}
