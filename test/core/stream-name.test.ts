import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeStreamName, encodeStreamName } from '../../core/stream-name.ts';

const names = fc.string({ minLength: 1, maxLength: 512, unit: 'grapheme' }).filter((name) => {
  return !/[:*]/.test(name) && [...name].length <= 512 && Buffer.from(name).toString() === name;
});

it('encodes every valid name as a path segment', () => {
  fc.assert(
    fc.property(names, (name) => {
      const segment = encodeStreamName(name);
      expect(segment).toMatch(/^[\w-]+$/);
      expect(decodeStreamName(segment)).toBe(name);
    }),
  );
});

it('has one encoding for each name, and decodes nothing else', () => {
  fc.assert(
    fc.property(fc.string(), (segment) => {
      const name = decodeStreamName(segment);
      if (name !== undefined) expect(encodeStreamName(name)).toBe(segment);
    }),
  );
  for (const bad of [
    '',
    '=',
    'YQ==',
    'YR',
    '../x',
    encodeStreamName('a:b'),
    encodeStreamName('*'),
    '_w',
    'A'.repeat(9000),
  ]) {
    expect(decodeStreamName(bad)).toBeUndefined();
  }
});
