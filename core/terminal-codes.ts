const ESCAPE = '\\u001b';

/** Control sequences of terminals: those with parameters (`ESC [ 31 m`), those with a text that ends (`ESC ] 0 ; title BEL`), and others.
 *  No part of an expression matches an escape, so that a text is read once. The expression of Node's `stripVTControlCharacters` takes ten
 *  seconds for 240 kB of `ESC ] 8 ;`.
 *  @see https://invisible-island.net/xterm/ctlseqs/ctlseqs.html */
const CODES = new RegExp(
  [
    `(?:${ESCAPE}\\[|\\u009b)[0-?]*[ -/]*[@-~]`,
    `(?:${ESCAPE}[\\]PX^_]|[\\u009d\\u0090\\u0098\\u009e\\u009f])[^\\u0007\\u001b\\u009c]*(?:\\u0007|${ESCAPE}\\\\|\\u009c)`,
    `${ESCAPE}(?![[\\]PX^_])[ -/]*[0-~]`,
  ].join('|'),
  'g',
);

/** Removes the control sequences of a text, such as colors. What is not a whole sequence stays. */
export function withoutTerminalCodes(text: string): string {
  return text.replace(CODES, '');
}
