import { isObject } from '../../../../core/is-object.ts';
import { parseCall, parseGetAtt, parseSub } from '../../../../core/template/intrinsics.ts';
import type { TemplateResource } from '../../../../core/template/template.ts';

type Resources = Readonly<Record<string, TemplateResource>>;

/** The order in which CloudFormation may create the resources: each comes after those that it depends on. Independent resources are
 *  created at the same time on AWS, so a template must work with both `preference`s. */
export function creationOrder(resources: Resources, preference: 'first' | 'last' = 'first'): string[] {
  const ids = Object.keys(resources);
  if (preference === 'last') ids.reverse();
  const order: string[] = [];
  const states = new Map<string, 'open' | 'done'>();
  const visit = (id: string, path: readonly string[]) => {
    if (states.get(id) === 'done') return;
    if (states.get(id) === 'open') throw new Error(`Circular dependency between resources: [${path.join(', ')}]`);
    states.set(id, 'open');
    for (const dependency of dependenciesOf(resources, id)) visit(dependency, [...path, dependency]);
    states.set(id, 'done');
    order.push(id);
  };
  for (const id of ids) visit(id, [id]);
  return order;
}

/** The resources that a resource names in `DependsOn`, `Ref`, `Fn::GetAtt` and `Fn::Sub`. */
function dependenciesOf(resources: Resources, id: string): string[] {
  const { DependsOn = [], Properties = {} } = resources[id] ?? { Type: '' };
  const names = new Set([...[DependsOn].flat(), ...referencesIn(Properties).map(({ logicalId }) => logicalId)]);
  return [...names].filter((name) => name in resources);
}

/** A parameter, a pseudo parameter or a resource, or an attribute of a resource. */
interface NamedValue {
  readonly logicalId: string;
  readonly attribute?: string;
}

/** The names in `Ref`, `Fn::GetAtt` and `Fn::Sub`, also those of parameters.
 *  @param isTrue evaluates the condition of `Fn::If`. @default both branches count */
export function referencesIn(value: unknown, isTrue?: (condition: string) => boolean): NamedValue[] {
  if (Array.isArray(value)) return value.flatMap((item) => referencesIn(item, isTrue));
  if (!isObject(value)) return [];
  const call = parseCall(value);
  if (call?.name === 'Ref') return [{ logicalId: String(call.argument) }];
  if (call?.name === 'Fn::GetAtt') return [parseGetAtt(call.argument) ?? { logicalId: '', attribute: '' }];
  if (call?.name === 'Fn::If' && isTrue && Array.isArray(call.argument)) {
    const [condition, then, otherwise] = call.argument;
    return referencesIn(isTrue(String(condition)) ? then : otherwise, isTrue);
  }
  const substitution = call?.name === 'Fn::Sub' ? parseSub(call.argument) : undefined;
  const variables = (substitution?.parts ?? [])
    .filter((part) => typeof part === 'object')
    .filter(({ name }) => !(name in (substitution?.values ?? {})));
  return [...variables, ...Object.values(value).flatMap((item) => referencesIn(item, isTrue))];
}
