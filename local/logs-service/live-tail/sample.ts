/** Keeps a random sample of at most `maxItems` items. Each item has the same probability. The items keep their order. */
export class Sample<T> {
  #maxItems: number;
  #kept: { readonly index: number; readonly item: T }[] = [];
  #count = 0;

  constructor(maxItems: number) {
    this.#maxItems = maxItems;
  }

  add(item: T): void {
    const index = this.#count;
    this.#count += 1;
    if (this.#kept.length < this.#maxItems) {
      this.#kept.push({ index, item });
      return;
    }
    const slot = Math.floor(Math.random() * this.#count);
    if (slot < this.#maxItems) this.#kept[slot] = { index, item };
  }

  /** The number of kept items. */
  get size(): number {
    return this.#kept.length;
  }

  /** Whether no item was added. */
  get isEmpty(): boolean {
    return this.#count === 0;
  }

  /** Returns the kept items and whether others were dropped, then starts a new sample.
   *  @param maxItems the limit of the new sample. @default the current limit */
  take(maxItems: number = this.#maxItems): { items: T[]; sampled: boolean } {
    const items = this.#kept.sort((a, b) => a.index - b.index).map(({ item }) => item);
    const sampled = this.#count > this.#maxItems;
    this.#kept = [];
    this.#count = 0;
    this.#maxItems = maxItems;
    return { items, sampled };
  }
}
