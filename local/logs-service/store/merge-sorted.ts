/** Merges sorted iterables into one sorted one. Reads no more of each than its next item; fit for tens, not thousands. */
export function* merge<T>(sources: readonly Iterable<T>[], before: (a: T, b: T) => boolean): Generator<T> {
  const iterators = sources.map((source) => source[Symbol.iterator]());
  try {
    const heads = iterators.map((iterator) => iterator.next());
    for (;;) {
      let first = -1;
      for (const [index, head] of heads.entries()) {
        const best = heads[first];
        if (!head.done && (best === undefined || before(head.value, best.value))) first = index;
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
