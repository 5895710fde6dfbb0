/** Merges sorted iterables. Reads only the next item of each. Efficient for tens of iterables, not for thousands. */
export function* mergeSorted<T>(sources: readonly Iterable<T>[], isBefore: (a: T, b: T) => boolean): Generator<T> {
  const iterators = sources.map((source) => source[Symbol.iterator]());
  try {
    const heads = iterators.map((iterator) => iterator.next());
    for (;;) {
      let first = -1;
      for (const [index, head] of heads.entries()) {
        const best = heads[first];
        if (!head.done && (best === undefined || isBefore(head.value, best.value))) first = index;
      }
      const head = heads[first];
      const iterator = iterators[first];
      if (head === undefined || iterator === undefined) return;
      yield head.value;
      heads[first] = iterator.next();
    }
  } finally {
    for (const iterator of iterators) iterator.return?.();
  }
}
