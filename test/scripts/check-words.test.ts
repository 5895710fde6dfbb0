import { describe, expect, it } from 'vitest';
import { findAvoidedWords } from '../../scripts/check-words.ts';

describe('the check of words', () => {
  it('names the line, the word and what to write instead', () => {
    expect(findAvoidedWords('first line\n/** Mends the URL. */')).toEqual([
      { line: 2, word: 'Mends', replacement: 'fix' },
    ]);
  });

  it.each([
    ['the URL is none', 'is none'],
    ['Nobody calls it', 'Nobody'],
    ['gives up after so many tries', 'so many'],
    ['imports core alone', 'alone'],
    ['const LONGEST_WAIT_MS = 5', 'LONGEST_WAIT_MS'],
    ['if (line.waitedInVain)', 'waitedInVain'],
  ])('finds the avoided word in "%s"', (text, word) => {
    expect(findAvoidedWords(text).map((use) => use.word)).toEqual([word]);
  });

  it.each(['so long as it lasts', 'standalone', 'recommended', 'MAX_WAIT_MS', 'as many as there are'])(
    'accepts "%s"',
    (text) => {
      expect(findAvoidedWords(text)).toEqual([]);
    },
  );
});
