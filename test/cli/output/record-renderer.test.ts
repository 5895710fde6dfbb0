import { describe, expect, it } from 'vitest';
import { rawWarning, recordRenderer } from '../../../cli/output/record-renderer.ts';
import type { LogRecord } from '../../../core/log-event.ts';

const terminal = { isTTY: true, columns: 80 };
const pipe = {};

describe('--raw', () => {
  it('warns only on a terminal, because the messages could control it', () => {
    expect(rawWarning({ raw: true }, terminal)).toMatch(/^--raw: .*can control this terminal$/);
    expect(rawWarning({ raw: true }, pipe)).toBeUndefined();
    expect(rawWarning({ raw: false }, terminal)).toBeUndefined();
  });
});

describe('an event of a megabyte', () => {
  const message = `begin${'0123456789'.repeat(100_000)}end`;
  const now = Date.now();
  const record: LogRecord = { group: 'g', stream: 's', timestamp: now, ingestionTime: now, message, kind: 'text' };
  const show = (flags: object, size: object) =>
    recordRenderer(
      [{ group: 'g', label: 'g' }],
      { output: 'text', raw: false, color: false, utc: true, timezone: undefined, ...flags },
      size,
    )(record);

  it('is cut to the width of the terminal, with a mark', () => {
    const line = show({}, terminal);
    expect(line).toHaveLength(80);
    expect(line).toMatch(/begin0123.*…$/);
  });

  it.each([
    ['as JSON', { output: 'json' }],
    ['raw', { raw: true }],
    ['as text', {}],
  ])('is complete in a pipe: %s', (_, flags) => {
    expect(show(flags, pipe)).toContain(message);
  });

  it('is complete on a terminal that reports 0 columns', () => {
    expect(show({}, { isTTY: true, columns: 0 })).toContain(message);
  });

  it('is complete on a terminal with --raw', () => {
    expect(show({ raw: true }, terminal)).toBe(message);
  });
});

describe('the date of an event from another day', () => {
  const record: LogRecord = { group: 'g', stream: 's', timestamp: 0, ingestionTime: 0, message: 'x', kind: 'text' };
  const show = (flags: object) =>
    recordRenderer(
      [{ group: 'g', label: 'g' }],
      { output: 'text', raw: false, color: false, utc: true, timezone: undefined, ...flags },
      pipe,
    )(record).split('\n')[0];

  it('is a separate line above it, as text', () => {
    expect(show({})).toBe('— Thu 1970-01-01 —');
  });

  it.each([
    ['as JSON', { output: 'json' }],
    ['raw', { raw: true }],
  ])('is not shown %s', (_, flags) => {
    expect(show(flags)).not.toContain('—');
  });
});
