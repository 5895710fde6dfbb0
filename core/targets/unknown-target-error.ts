/** Nothing in the account has the name that the user typed. */
export class UnknownTargetError extends Error {
  override name = 'UnknownTargetError';
  readonly target: string;
  /** What is there and is spelt most like it; nearest first, three at most. */
  readonly nearest: readonly string[];

  /** @param kind what was looked for: `function or log group`, `API`, … */
  constructor(target: string, kind: string, nearest: readonly string[]) {
    const hint = nearest.length > 0 ? `Nearest: ${nearest.join(', ')}.` : '`logs groups` lists what is there.';
    super(`No ${kind} is called "${target}". ${hint}`);
    this.target = target;
    this.nearest = nearest;
  }
}
