import { BoundedMap } from '../../../core/bounded-map.ts';

/** Answers kept at once; the oldest goes first. */
const MOST_ANSWERS = 10_000;

/** What authorizers answered, each for its own time. */
export class AuthorizerCache<Answer> {
  readonly #answers = new BoundedMap<string, { readonly answer: Answer; readonly until: number }>(MOST_ANSWERS);
  readonly #now: () => number;

  /** @param now epoch milliseconds */
  constructor(now: () => number) {
    this.#now = now;
  }

  get(key: string): Answer | undefined {
    const kept = this.#answers.get(key);
    if (!kept) return undefined;
    if (kept.until > this.#now()) return kept.answer;
    this.#answers.delete(key);
    return undefined;
  }

  keep(key: string, answer: Answer, seconds: number): void {
    this.#answers.set(key, { answer, until: this.#now() + seconds * 1000 });
  }
}
