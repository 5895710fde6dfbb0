import { describe, expect, it } from 'vitest';
import { type OutputKind, safeOutput } from '../../../cli/output/safe-output.ts';
import { LOG_LEVELS } from '../../../core/levels.ts';
import { styleOf } from '../../../core/render/style.ts';

const ESC = '\u001b';

describe('control sequences', () => {
  it('all colors of this program stay, also on several lines', () => {
    const style = styleOf(true);
    const painted = [
      style.dim('a'),
      ...LOG_LEVELS.map((level) => style.level(level, 'b')),
      ...[200, 404, 500].map((status) => style.status(status, 'c')),
      ...Array.from({ length: 50 }, (_, n) => style.source(`${n}`)('d')),
    ].join('\n');
    expect(painted).toContain(ESC);
    expect(safeOutput(painted, 'text', true)).toBe(painted);
  });

  // https://invisible-island.net/xterm/ctlseqs/ctlseqs.html
  it.each([
    ['the screen is cleared', `${ESC}[2J`, '\\x1b[2J'],
    ['the title is set', `${ESC}]0;t\u0007`, '\\x1b]0;t\\x07'],
    ['a link leads elsewhere', `${ESC}]8;;http://x${ESC}\\`, '\\x1b]8;;http://x\\x1b\\'],
    ['the clipboard is set', `${ESC}]52;c;eA==\u009c`, '\\x1b]52;c;eA==\\x9c'],
    ['text is concealed', `${ESC}[8m`, '\\x1b[8m'],
    ['the line is written again', 'a\rb\bc', 'a\\x0db\\x08c'],
    ['text is reversed', 'a\u202eb\u2066c', 'a\\u202eb\\u2066c'],
    ['half of a letter', 'a\ud83d', 'a\\ud83d'],
  ])('%s', (_, text, expected) => {
    for (const kind of ['text', 'annotations'] as const) expect(safeOutput(text, kind, true)).toBe(expected);
  });

  it('the program of `logs run` has all colors, and nothing else', () => {
    expect(safeOutput(`${ESC}[38;5;208m${ESC}[8m${ESC}[2J`, 'program', true)).toBe(`${ESC}[38;5;208m${ESC}[8m\\x1b[2J`);
  });

  it('JSON has the same value', () => {
    const value = ['\u009b\u007f\u202e\u{e0041}\u200b\u2028\ufeff ##[error]x ##vso[y]', `${ESC}[31m`];
    const text = safeOutput(JSON.stringify(value), 'json', false);
    expect(text).toMatch(/^[ -~]*$/);
    expect(text).not.toMatch(/##\w*\[/);
    expect(JSON.parse(text)).toEqual(value);
  });
});

// `::` starts a line after white space, `##[` is anywhere in it:
// https://github.com/actions/runner/blob/main/src/Test/L0/Worker/ActionCommandL0.cs
describe('commands of CI systems', () => {
  it.each<[string, OutputKind, string]>([
    ['a\n  ::error::x', 'text', 'a\n  : :error::x'],
    ['\u3000::stop-commands::x', 'text', '\u3000: :stop-commands::x'],
    ['a ::error::x std::string', 'text', 'a ::error::x std::string'],
    ['a ##[add-mask]x ###[error]y', 'text', 'a ## [add-mask]x ### [error]y'],
    ['##vso[task.setvariable variable=x]y', 'program', '## vso[task.setvariable variable=x]y'],
    ["##teamcity[buildStatus status='SUCCESS']", 'text', "## teamcity[buildStatus status='SUCCESS']"],
    ['::error file=a::##[error]', 'annotations', '::error file=a::## [error]'],
  ])('%j', (text, kind, expected) => {
    expect(safeOutput(text, kind, false)).toBe(expected);
  });

  it('stay on a terminal, where no CI system reads them', () => {
    expect(safeOutput('  ::std::x ##[a]', 'text', true)).toBe('  ::std::x ##[a]');
  });
});
