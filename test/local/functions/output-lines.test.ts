import fc from 'fast-check';
import { expect, it } from 'vitest';
import { OutputLines } from '../../../local/functions/output-lines.ts';

it('gives every character of the output, line by line, however it arrives', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', 'é', '🜚', '\n', '\r') }), fc.nat({ max: 7 }), (text, size) => {
      const bytes = Buffer.from(text);
      const lines = new OutputLines();
      const given: string[] = [];
      for (let start = 0; start < bytes.length; start += size + 1) {
        given.push(...lines.push(bytes.subarray(start, start + size + 1)));
      }
      given.push(...lines.flush());
      expect(given.join('')).toBe(text === '' || text.endsWith('\n') ? text : `${text}\n`);
      for (const line of given) expect(line.indexOf('\n')).toBe(line.length - 1);
    }),
  );
});

it('cuts a line without an end into pieces of 256 KB, between two characters', () => {
  const text = 'é'.repeat(400_000);
  const lines = new OutputLines();
  const given = [...lines.push(Buffer.from(`x${text}`)), ...lines.push(Buffer.from(`${text}\nend`)), ...lines.flush()];
  expect(given.join('')).toBe(`x${text}${text}\nend\n`);
  for (const piece of given) expect(Buffer.byteLength(piece)).toBeLessThanOrEqual(256 * 1024 + 1);
  expect(given.length).toBe(Math.ceil(1_600_002 / (256 * 1024)) + 1);
});
