import type { StackTemplate } from '../../core/template/assembly.ts';
import { acknowledgementsOf } from './acknowledgement.ts';
import { type Resource, viewApp } from './model/template-app.ts';
import type { Finding, Problem, Rule } from './rule.ts';
import { DEFAULT_SETTINGS, type RuleSettings } from './rule-settings.ts';

/** Runs rules over the stacks of an app: findings in the order of stacks and resources, the acknowledged ones among them.
 *  Never fails on a template's values: what a rule cannot know, it does not find. */
export function evaluate(
  stacks: readonly StackTemplate[],
  rules: readonly Rule[],
  settings: Partial<RuleSettings> = {},
): Finding[] {
  const app = viewApp(stacks);
  const all: RuleSettings = { ...DEFAULT_SETTINGS, ...settings };
  const order = new Map(app.stacks.flatMap((stack) => stack.resources).map((resource, index) => [resource, index]));
  const findings = rules
    .flatMap((rule) => [...rule.check(app, all)].map((problem) => ({ rule, problem })))
    .toSorted((a, b) => (order.get(a.problem.resource) ?? 0) - (order.get(b.problem.resource) ?? 0))
    .map(({ rule, problem }) => finding(rule, problem, all));
  return eachOnce(findings);
}

/** Findings that nobody acknowledged. */
export function openFindings(findings: readonly Finding[]): Finding[] {
  return findings.filter((found) => found.acknowledged === undefined);
}

function finding(rule: Rule, { resource, property, problem, fix }: Problem, settings: RuleSettings): Finding {
  const acknowledged = acknowledgement(rule, resource, settings);
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
    fix: fix ?? rule.fix,
    ...(acknowledged !== undefined && { acknowledged }),
  };
}

/** What the same template says again, because several stacks nest it, is left out. */
function eachOnce(findings: readonly Finding[]): Finding[] {
  const firstStack = new Map<string, string>();
  return findings.filter(({ stack, template, rule, logicalId, property, problem }) => {
    if (template === undefined) return true;
    const said = JSON.stringify([template, rule, logicalId, property, problem]);
    const first = firstStack.get(said) ?? stack;
    firstStack.set(said, first);
    return first === stack;
  });
}

/** The reason that the resource itself gives, or else the project. */
function acknowledgement(rule: Rule, resource: Resource, settings: RuleSettings): string | undefined {
  const own = acknowledgementsOf(resource).find((item) => item.rule === rule.id && item.reason !== undefined);
  const ignored = settings.ignore.find((item) => item.rule === rule.id && names(item.resource, resource));
  return own?.reason ?? ignored?.reason;
}

function names(wanted: string | undefined, { logicalId, constructPath = '' }: Resource): boolean {
  if (wanted === undefined || wanted === logicalId) return true;
  return constructPath === wanted || constructPath.startsWith(`${wanted}/`);
}
