import { isObject } from '../../core/is-object.ts';
import type { Resource } from './model/template-app.ts';
import { at, listAt, UNKNOWN } from './model/value.ts';

/** What a resource says to the rules, in its metadata:
 *  `Metadata: { tailgate: { acknowledge: [{ rule, reason }], dataTraceReason } }`. */
const METADATA_KEY = 'tailgate';

/** An acknowledgement as it was written; without a rule or a reason it is none. */
export interface Acknowledgement {
  readonly rule: string | undefined;
  readonly reason: string | undefined;
}

export function acknowledgementsOf(resource: Resource): Acknowledgement[] {
  const items = listAt(resource.metadata, METADATA_KEY, 'acknowledge');
  if (items === undefined || items === UNKNOWN) return [];
  return items.map((item) => ({ rule: filled(item, 'rule'), reason: filled(item, 'reason') }));
}

/** Why bodies of requests may be in the execution log. */
export function dataTraceReason(resource: Resource): string | undefined {
  return filled(resource.metadata, METADATA_KEY, 'dataTraceReason');
}

/** What a construct notes about its resource for the rules: a key of `Metadata.tailgate`. */
export function dataOf(resource: Resource, key: string): unknown {
  return at(resource.metadata, METADATA_KEY, key);
}

function filled(root: unknown, ...path: readonly string[]): string | undefined {
  const value = isObject(root) ? at(root, ...path) : undefined;
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}
