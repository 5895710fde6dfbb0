/** Makes a function that tests whether a whole text matches `pattern`, in which each `*` matches any text, also an empty one.
 *  Each literal between wildcards is searched once, after the literal before it. The first occurrence is always the best one, because
 *  it leaves the longest remaining text for the next literals, so no backtracking is needed. */
export function compileWildcard(pattern: string): (text: string) => boolean {
  const literals = pattern.split('*');
  const first = literals[0] ?? '';
  if (literals.length === 1) return (text) => text === first;
  const last = literals[literals.length - 1] ?? '';
  const middle = literals.slice(1, -1).filter((literal) => literal !== '');
  return (text) => {
    const end = text.length - last.length;
    if (!text.startsWith(first) || !text.endsWith(last)) return false;
    let at = first.length;
    for (const literal of middle) {
      const found = text.indexOf(literal, at);
      if (found === -1) return false;
      at = found + literal.length;
    }
    return at <= end;
  };
}
