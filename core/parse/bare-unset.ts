/** A variable that brings its own quotes (`$context.error.messageString`) prints a bare `-` when it is unset. */
const BARE = /([{,]"\w{1,64}":)-(?=[,}])/g;

/** Makes JSON of an access line in which an unset variable prints a bare `-`: `"errorMessage":-,`. No JSON that is valid has
 *  this: a quote inside of a string would have a backslash before it. */
export function nullForBareUnset(line: string): string {
  const at = line.indexOf(':-');
  if (at < 0) return line;
  // Our own format has one such variable, and this is much quicker than the expression.
  const isOnlyOne = line.startsWith('":-,', at - 1) && line[at - 2] !== '\\' && line.indexOf(':-', at + 2) < 0;
  return isOnlyOne ? `${line.slice(0, at)}:null${line.slice(at + 2)}` : line.replace(BARE, '$1null');
}
