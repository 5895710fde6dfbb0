import { expect, it } from 'vitest';
import { formatClfTime, parseClfTime } from '../../core/clf-time.ts';

const TIME = Date.UTC(2026, 10, 21, 14, 2, 11);

it('formats a time in UTC, and parses it again', () => {
  expect(formatClfTime(TIME)).toBe('21/Nov/2026:14:02:11 +0000');
  expect(parseClfTime(formatClfTime(TIME))).toBe(TIME);
});

it.each([
  ['21/Nov/2026:16:02:11 +0200', TIME],
  ['21/Nov/2026:08:32:11 -0530', TIME],
  ['21/Foo/2026:14:02:11 +0000', undefined],
  ['2026-11-21T14:02:11Z', undefined],
])('parses %s', (text, expected) => {
  expect(parseClfTime(text)).toBe(expected);
});
