import { safely } from './line-writer.ts';

/** Whether `await` waits for a value: it has a method `then`, as promises of libraries and queries of database clients have. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false;
  return safely(() => typeof Reflect.get(value, 'then') === 'function') ?? false;
}
