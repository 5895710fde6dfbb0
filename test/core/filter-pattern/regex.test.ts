import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_ITEMS, MAX_REPETITION, parseRegex, RegexSyntaxError } from '../../../core/filter-pattern/regex.ts';
import { compileRegex } from '../../../core/filter-pattern/regex-matcher.ts';
import { anyText, regexSource, regexSubject } from './arbitraries.ts';

const search = (source: string, text: string) => compileRegex(parseRegex(source))(text);

describe('regular expressions of the service', () => {
  it('match the same texts as the JavaScript expression', () => {
    fc.assert(
      fc.property(regexSource, regexSubject, (source, text) => {
        expect(search(source, text)).toBe(new RegExp(source, 's').test(text));
      }),
      { numRuns: 5000 },
    );
  });

  it('match the same texts if they are longer than one word of the bit set', () => {
    fc.assert(
      fc.property(
        fc.array(regexSource, { minLength: 8, maxLength: 20 }),
        fc.array(regexSubject, { maxLength: 12 }),
        fc.constantFrom('', '|'),
        (sources, texts, glue) => {
          // Anchors inside the joined expression would never match.
          const source = sources.join(glue).replace(/(?<!\\|\[)[\^$]/g, '');
          fc.pre(source !== '' && source.length < 300 && !/[|]{2}|^\||\|$/.test(source));
          expect(search(source, texts.join(''))).toBe(new RegExp(source, 's').test(texts.join('')));
        },
      ),
      { numRuns: 500 },
    );
  });

  it.each([
    ['a{3}', ['aaa'], ['aa']],
    ['^a{2,3}$', ['aa', 'aaa'], ['a', 'aaaa']],
    ['^a{,2}$', ['', 'a', 'aa'], ['aaa']],
    ['^a{2,}$', ['aa', 'aaaaa'], ['a']],
    ['^$', [''], ['a']],
    ['a^b|^', ['', 'x'], []],
    ['a$b', [], ['ab', 'a$b']],
    ['$^', [''], ['a']],
    ['[]a]', [']', 'a'], ['b']],
    ['[^]a]', ['b'], [']', 'a']],
    ['[a\\]]', [']', 'a'], ['\\']],
    ['[*.]', ['*', '.'], ['a']],
    ['[\\w-.]', ['-', '.', 'a'], ['/']],
    ['}', ['}'], ['{']],
    ['a|', ['anything', ''], []],
    ['^.$', ['é', '😀', '\n', '\ud83d'], ['', 'ab', '😀😀']],
    ['^\\D\\W\\S$', ['😀é漢'], ['1é漢']],
    ['^[^a]$', ['😀'], ['a']],
    ['^a{1000}$', ['a'.repeat(1000)], ['a'.repeat(999), 'a'.repeat(1001)]],
    ['\\x41\\x7a', ['Az'], ['az']],
    ['^\\t\\n\\r$', ['\t\n\r'], []],
    ['a+?b', ['aab'], ['b']],
  ])('%s', (source, yes, no) => {
    const matches = compileRegex(parseRegex(source));
    expect({ yes: yes.filter((text) => !matches(text)), no: no.filter(matches) }).toEqual({ yes: [], no: [] });
  });

  it.each([
    ['', 'empty'],
    ['*a', 'nothing to repeat'],
    ['a|*', 'nothing to repeat'],
    ['^*', 'nothing to repeat'],
    ['a**', 'nothing to repeat'],
    ['a{2}{3}', 'nothing to repeat'],
    ['a{', 'nothing to repeat'],
    ['a{,}', 'nothing to repeat'],
    ['a{x}', 'nothing to repeat'],
    ['a{3,2}', 'greater than its maximum'],
    [`a{${MAX_REPETITION + 1}}`, 'more than'],
    [`a{1,${MAX_REPETITION + 1}}`, 'more than'],
    ['a{99999999999999999999,}', 'more than'],
    ['a{1000}b{1000}c', `${MAX_ITEMS}`],
    ['[a', 'not closed'],
    ['[]', 'not closed'],
    ['[z-a]', 'range'],
    ['[a-\\d]', 'range'],
    ['a\\', 'no character follows'],
    ['\\b', 'not supported'],
    ['\\1', 'not supported'],
    ['\\x4', 'not supported'],
    ['\\xff', 'ASCII'],
    ['é', 'ASCII'],
  ])('are rejected: %s (%s)', (source, reason) => {
    expect(() => parseRegex(source)).toThrow(RegexSyntaxError);
    expect(() => parseRegex(source)).toThrow(reason);
  });

  it('are parsed, or rejected with a RegexSyntaxError, for any text', () => {
    fc.assert(
      fc.property(anyText, regexSubject, (source, text) => {
        try {
          expect(typeof search(source, text)).toBe('boolean');
        } catch (error) {
          expect(error).toBeInstanceOf(RegexSyntaxError);
        }
      }),
      { numRuns: 5000 },
    );
  });
});
