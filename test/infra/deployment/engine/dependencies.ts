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
export function dependenciesOf(resources: Resources, id: string): string[] {
  const { DependsOn = [], Properties = {} } = resources[id] ?? { Type: '' };
  const names = new Set([DependsOn].flat());
  collect(Properties, names);
  names.delete(id);
  return [...names].filter((name) => name in resources);
}

function collect(value: unknown, names: Set<string>): void {
  if (Array.isArray(value)) for (const item of value) collect(item, names);
  if (!isObject(value)) return;
  const call = parseCall(value);
  if (call?.name === 'Ref') names.add(String(call.argument));
  if (call?.name === 'Fn::GetAtt') names.add(parseGetAtt(call.argument)?.logicalId ?? '');
  if (call?.name === 'Fn::Sub') {
    for (const part of parseSub(call.argument)?.parts ?? []) if (typeof part === 'object') names.add(part.logicalId);
  }
  for (const item of Object.values(value)) collect(item, names);
}
