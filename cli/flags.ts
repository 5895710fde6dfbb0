import { Flags } from '@oclif/core';
import { CliError } from './errors.ts';
import { EXIT } from './exit-codes.ts';

export const outputFlag = Flags.option({
  summary: 'text for people, json for programs (one object a line)',
  options: ['text', 'json'] as const,
  default: 'text' as const,
});

/** A point in time, as epoch milliseconds. */
export const timeFlag = Flags.custom<number>({
  parse: async (input) => parseTime(input, Date.now()),
});

const UNITS_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** Reads a point in time: a length of time before `now` (`10m`, `2h30m`, `3d`), ISO 8601, or an epoch in seconds or milliseconds.
 *  @throws CliError for anything else. */
export function parseTime(input: string, now: number): number {
  const text = input.trim();
  if (/^(\d+[smhdw])+$/.test(text)) {
    const parts = text.matchAll(/(\d+)([smhdw])/g);
    return now - [...parts].reduce((sum, [, count, unit]) => sum + Number(count) * (UNITS_MS[unit ?? ''] ?? 0), 0);
  }
  // Ten digits are seconds until the year 2286; thirteen, milliseconds.
  if (/^\d{10}$/.test(text)) return Number(text) * 1000;
  if (/^\d{13}$/.test(text)) return Number(text);
  const date = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(date)) return date;
  throw new CliError(
    `"${input}" is no time. Write a length of time (10m, 2h30m, 3d), a date (2026-11-21T14:00Z), or an epoch in seconds.`,
    EXIT.WRONG_USE,
  );
}
