import { expect, it } from 'vitest';
import { logfmt } from '../../core/logfmt.ts';

it.each<[string, Record<string, unknown>, string]>([
  ['numbers and words without quotes', { code: 200, level: 'info' }, 'code=200 level=info'],
  ['other values in quotes', { method: 'GET /', agent: 'a"b' }, 'method="GET /" agent="a\\"b"'],
  ['an empty value in quotes', { agent: '' }, 'agent=""'],
  ['no members that are null or undefined', { a: null, b: undefined, c: 1 }, 'c=1'],
])('logfmt has %s', (_, members, expected) => {
  expect(logfmt(members)).toBe(expected);
});

it('logfmt quotes with the given function', () => {
  expect(logfmt({ a: 1, b: 'x y' }, (text) => `<${text}>`)).toBe('a=1 b=<x y>');
});
