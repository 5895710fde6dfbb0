import { isObject } from '../../core/is-object.ts';
import type { Resource } from './model/template-app.ts';
import { listAt, UNKNOWN, valueAt } from './model/template-value.ts';

/** The key of the metadata that a resource has for the rules:
 *  `Metadata: { tailgate: { acknowledge: [{ rule, reason }], dataTraceReason } }`. */
const METADATA_KEY = 'tailgate';

/** An acknowledgement from the template, not validated. It has no effect without a rule or a reason. */
export interface Acknowledgement {
  readonly rule: string | undefined;
  readonly reason: string | undefined;
}

/** The acknowledgements in the metadata of a resource. */
export function acknowledgementsOf(resource: Resource): Acknowledgement[] {
  const items = listAt(resource.metadata, METADATA_KEY, 'acknowledge');
  if (items === undefined || items === UNKNOWN) return [];
  return items.map((item) => ({ rule: nonEmptyText(item, 'rule'), reason: nonEmptyText(item, 'reason') }));
}

/** The reason why the execution log may contain bodies of requests. */
export function dataTraceReason(resource: Resource): string | undefined {
  return nonEmptyText(resource.metadata, METADATA_KEY, 'dataTraceReason');
}

/** Information from a construct about its resource: the value of a key in `Metadata.tailgate`. */
export function ruleMetadata(resource: Resource, key: string): unknown {
  return valueAt(resource.metadata, METADATA_KEY, key);
}

function nonEmptyText(root: unknown, ...path: readonly string[]): string | undefined {
  const value = isObject(root) ? valueAt(root, ...path) : undefined;
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}
