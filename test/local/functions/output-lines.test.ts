import fc from 'fast-check';
import { expect, it } from 'vitest';
import { OutputLines } from '../../../local/functions/output-lines.ts';

it('returns all of the output, line by line, from chunks of any size', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', 'é', '🜚', '\n', '\r') }), fc.nat({ max: 7 }), (text, size) => {
      const bytes = Buffer.from(text);
      const lines = new OutputLines();
      const output: string[] = [];
      for (let start = 0; start < bytes.length; start += size + 1) {
        output.push(...lines.push(bytes.subarray(start, start + size + 1)));
      }
      output.push(...lines.flush());
      expect(output.join('')).toBe(text === '' || text.endsWith('\n') ? text : `${text}\n`);
      for (const line of output) expect(line.indexOf('\n')).toBe(line.length - 1);
    }),
  );
});

it('splits a line without a newline into parts of 256 KB, between two characters', () => {
  const text = 'é'.repeat(400_000);
  const lines = new OutputLines();
  const output = [...lines.push(Buffer.from(`x${text}`)), ...lines.push(Buffer.from(`${text}\nend`)), ...lines.flush()];
  expect(output.join('')).toBe(`x${text}${text}\nend\n`);
  for (const part of output) expect(Buffer.byteLength(part)).toBeLessThanOrEqual(256 * 1024 + 1);
  expect(output.length).toBe(Math.ceil(1_600_002 / (256 * 1024)) + 1);
});
