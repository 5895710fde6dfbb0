/** Keeps at most `most` of the items that it is given, each with the same chance, in the order in which they came. */
export class Sample<T> {
  #most: number;
  #kept: { readonly place: number; readonly item: T }[] = [];
  #count = 0;

  constructor(most: number) {
    this.#most = most;
  }

  add(item: T): void {
    const place = this.#count;
    this.#count += 1;
    if (this.#kept.length < this.#most) {
      this.#kept.push({ place, item });
      return;
    }
    const slot = Math.floor(Math.random() * this.#count);
    if (slot < this.#most) this.#kept[slot] = { place, item };
  }

  /** How many items are kept. */
  get size(): number {
    return this.#kept.length;
  }

  /** Whether there was no item, kept or not. */
  get isEmpty(): boolean {
    return this.#count === 0;
  }

  /** Gives what was kept, says whether some were left out, and starts anew.
   *  @param most how many are kept from now on; as many as before, by default. */
  take(most: number = this.#most): { items: T[]; sampled: boolean } {
    const items = this.#kept.sort((a, b) => a.place - b.place).map(({ item }) => item);
    const sampled = this.#count > this.#most;
    this.#kept = [];
    this.#count = 0;
    this.#most = most;
    return { items, sampled };
  }
}
