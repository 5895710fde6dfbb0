import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readZip } from '../../../local/functions/zip.ts';
import { zip } from './zip-writer.ts';

const contents = (archive: Buffer) => readZip(archive).map(({ name, content }) => [name, content().toString()]);

it('reads the files of an archive, stored or deflated, without its folders', () => {
  const names = fc
    .string({ unit: fc.constantFrom('a', 'b', 'é', '.', '-'), minLength: 1 })
    .filter((name) => name !== '..');
  const file = fc.record({ name: names, content: fc.string({ unit: 'grapheme' }), deflated: fc.boolean() });
  fc.assert(
    fc.property(fc.uniqueArray(file, { selector: ({ name }) => name }), (files) => {
      const archive = zip([{ name: 'folder/', content: '', deflated: false }, ...files]);
      expect(contents(archive)).toEqual(files.map(({ name, content }) => [name, content]));
    }),
  );
});

it('reads the permissions of the archive', () => {
  const [script, plain] = readZip(
    zip([
      { name: 'run.sh', content: '', deflated: false, mode: 0o755 },
      { name: 'index.js', content: '', deflated: false },
    ]),
  );
  expect([script?.mode, plain?.mode]).toEqual([0o755, 0]);
});

describe('rejects', () => {
  it.each(['../out.js', '/etc/out.js', 'a/../../out.js', 'a\\..\\out.js'])(
    'a file outside of its folder: %s',
    (name) => {
      expect(() => readZip(zip([{ name, content: 'x', deflated: false }]))).toThrow('outside of its folder');
    },
  );

  it('data that is not an archive', () => {
    for (const bytes of [Buffer.alloc(0), Buffer.from('no archive'), Buffer.alloc(1000)]) {
      expect(() => readZip(bytes)).toThrow('it is not a zip archive');
    }
  });

  it('an archive that claims a size over the limit of Lambda', () => {
    expect(() => readZip(zip([{ name: 'a', content: 'x', deflated: false, claimedBytes: 300_000_000 }]))).toThrow(
      'more than 262144000 bytes',
    );
  });

  it('a file that unpacks to more than its size', () => {
    const [bomb] = readZip(zip([{ name: 'a', content: 'x'.repeat(10_000), deflated: true, claimedBytes: 5 }]));
    expect(() => bomb?.content()).toThrow();
    expect(deflateRawSync('x'.repeat(10_000)).length).toBeLessThan(100);
  });

  it('damaged data with an error', () => {
    const archive = zip([{ name: 'index.js', content: 'exports.handler = 1;', deflated: true }]);
    fc.assert(
      fc.property(fc.nat({ max: archive.length - 1 }), fc.nat({ max: 255 }), (at, byte) => {
        const damaged = Buffer.from(archive);
        damaged[at] = byte;
        try {
          contents(damaged);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      }),
    );
  });
});
