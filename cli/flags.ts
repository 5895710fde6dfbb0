import { Flags } from '@oclif/core';
import { LEVELS } from '../core/filter-records.ts';
import type { LogLevel } from '../core/log-event.ts';
import { levelOf } from '../core/parse/level.ts';
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

/** A length of time, in milliseconds. */
export const durationFlag = Flags.custom<number>({
  parse: async (input) => {
    const milliseconds = parseDuration(input);
    if (milliseconds !== undefined && milliseconds > 0) return milliseconds;
    throw new CliError(`"${input}" is no length of time. Write one such as 30s, 5m or 1h30m.`, EXIT.WRONG_USE);
  },
});

/** A regular expression as JavaScript writes them, without slashes. */
export const expressionFlag = Flags.custom<RegExp>({
  helpValue: 'REGEX',
  parse: async (input) => {
    try {
      return new RegExp(input, 'u');
    } catch (error) {
      throw new CliError(
        `"${input}" is no regular expression: ${(error as Error).message.replace(/^.*: /, '')}.`,
        EXIT.WRONG_USE,
      );
    }
  },
});

/** A level, in any usual spelling. */
export const levelFlag = Flags.custom<LogLevel>({
  parse: async (input) => {
    const level = levelOf(input);
    if (level !== undefined) return level;
    throw new CliError(`"${input}" is no level. Write one of ${LEVELS.join(', ').toLowerCase()}.`, EXIT.WRONG_USE);
  },
});

/** An IANA time zone. */
export const timeZoneFlag = Flags.custom<string>({
  parse: async (input) => {
    try {
      return new Intl.DateTimeFormat('en', { timeZone: input }).resolvedOptions().timeZone;
    } catch {
      throw new CliError(
        `"${input}" is no time zone. Write one such as Europe/Berlin or America/New_York.`,
        EXIT.WRONG_USE,
      );
    }
  },
});

const UNITS_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** Reads a point in time: a length of time before `now` (`10m`, `2h30m`, `3d`), ISO 8601, or an epoch in seconds or milliseconds.
 *  @throws CliError for anything else. */
export function parseTime(input: string, now: number): number {
  const text = input.trim();
  const duration = parseDuration(text);
  if (duration !== undefined) return now - duration;
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

/** `90s`, `2h30m`, `3d`, in milliseconds; undefined for what is no length of time. */
function parseDuration(text: string): number | undefined {
  if (!/^(\d+[smhdw])+$/.test(text)) return undefined;
  const parts = text.matchAll(/(\d+)([smhdw])/g);
  return [...parts].reduce((sum, [, count, unit]) => sum + Number(count) * (UNITS_MS[unit ?? ''] ?? 0), 0);
}
