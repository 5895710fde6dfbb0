/** Keeps at most `size` of the items that it is given, each with the same chance, in the order in which they came. */
export class Sample<T> {
  readonly #size: number;
  #kept: { readonly place: number; readonly item: T }[] = [];
  #count = 0;

  constructor(size: number) {
    this.#size = size;
  }

  add(item: T): void {
    const place = this.#count;
    this.#count += 1;
    if (this.#kept.length < this.#size) {
      this.#kept.push({ place, item });
      return;
    }
    const slot = Math.floor(Math.random() * this.#count);
    if (slot < this.#size) this.#kept[slot] = { place, item };
  }

  /** Gives what was kept, says whether some were left out, and starts anew. */
  take(): { items: T[]; sampled: boolean } {
    const items = this.#kept.sort((a, b) => a.place - b.place).map(({ item }) => item);
    const sampled = this.#count > this.#size;
    this.#kept = [];
    this.#count = 0;
    return { items, sampled };
  }
}
