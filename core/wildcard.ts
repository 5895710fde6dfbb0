/** Makes a function that tests whether a whole text matches `pattern`, in which each `*` matches any text, also an empty one.
 *  Each literal between wildcards is searched once, after the literal before it. The first occurrence is always the best one, because
 *  it leaves the longest remaining text for the next literals, so no backtracking is needed: a client can choose the pattern.
 *  @param oneCharacter the character that matches any single UTF-16 code unit: `?` in globs. @default none */
export function compileWildcard(pattern: string, oneCharacter?: string): (text: string) => boolean {
  const literals = pattern.split('*').map((literal) => literalOf(literal, oneCharacter));
  const [first, ...others] = literals;
  const last = others.pop();
  if (first === undefined || last === undefined) {
    return (text) => text.length === first?.length && first.isAt(text, 0);
  }
  const middle = others.filter(({ length }) => length > 0);
  return (text) => {
    const end = text.length - last.length;
    if (end < first.length || !first.isAt(text, 0) || !last.isAt(text, end)) return false;
    let at = first.length;
    for (const literal of middle) {
      const found = literal.find(text, at);
      if (found === -1) return false;
      at = found + literal.length;
    }
    return at <= end;
  };
}

/** A part of a pattern between two `*`. */
interface Literal {
  readonly length: number;
  isAt(text: string, index: number): boolean;
  /** The index of the first occurrence from `start` on; -1 without one. */
  find(text: string, start: number): number;
}

function literalOf(literal: string, oneCharacter: string | undefined): Literal {
  const { length } = literal;
  if (oneCharacter === undefined || !literal.includes(oneCharacter)) {
    return {
      length,
      isAt: (text, index) => text.startsWith(literal, index),
      find: (text, start) => text.indexOf(literal, start),
    };
  }
  const isAt = (text: string, index: number) => {
    if (index + length > text.length) return false;
    for (let at = 0; at < length; at += 1) {
      if (literal[at] !== oneCharacter && literal.charCodeAt(at) !== text.charCodeAt(index + at)) return false;
    }
    return true;
  };
  const find = (text: string, start: number) => {
    for (let index = start; index + length <= text.length; index += 1) if (isAt(text, index)) return index;
    return -1;
  };
  return { length, isAt, find };
}
