import { stripVTControlCharacters } from 'node:util';
import { expect, it } from 'vitest';
import { withoutTerminalCodes } from '../../core/terminal-codes.ts';

const ESC = '\u001b';

// https://invisible-island.net/xterm/ctlseqs/ctlseqs.html
it.each([
  ['colors', `${ESC}[1;31mred${ESC}[0m ${ESC}[38:2::1:2:3mx`, 'red x'],
  ['a title and a link', `${ESC}]0;title\u0007a${ESC}]8;;https://x${ESC}\\b`, 'ab'],
  ['sequences that start with one byte', '\u009b2Ja\u009d0;t\u009cb', 'ab'],
  ['the cursor, the character set and the keypad', `${ESC}[?25l${ESC}(B${ESC}=${ESC}7a`, 'a'],
  ['what is not a whole sequence stays', `a${ESC}[`, `a${ESC}[`],
])('removes %s', (_, text, expected) => {
  expect(withoutTerminalCodes(text)).toBe(expected);
});

it('removes what Node.js removes from the output of a program', () => {
  const text = `${ESC}[32m✓${ESC}[39m ${ESC}[2mtest.js${ESC}[22m ${ESC}[2K${ESC}[1A${ESC}]8;;file:///a\u0007a${ESC}]8;;\u0007`;
  expect(withoutTerminalCodes(text)).toBe(stripVTControlCharacters(text));
});
