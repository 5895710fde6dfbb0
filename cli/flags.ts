import { Flags } from '@oclif/core';
import { LOG_LEVELS, type LogLevel, parseLevel } from '../core/levels.ts';
import { UsageError } from './errors.ts';
import { parseDuration, parseTime } from './time.ts';

export const outputFlag = Flags.option({
  summary: 'text for people, json for programs (one object a line)',
  options: ['text', 'json'] as const,
  default: 'text' as const,
});

/** A point in time, as epoch milliseconds; one that names no zone is meant in the machine's. */
export const timeFlag = Flags.custom<number>({
  parse: (input) => parseTime(input, { now: Date.now() }),
});

/** A length of time, in milliseconds. */
export const durationFlag = Flags.custom<number>({
  parse: async (input) => {
    const milliseconds = parseDuration(input);
    if (milliseconds !== undefined && milliseconds > 0) return milliseconds;
    throw new UsageError(`"${input}" is not a duration.`, 'Write one such as 30s, 5m or 1h30m.');
  },
});

/** A regular expression as JavaScript writes them, without slashes. */
export const expressionFlag = Flags.custom<RegExp>({
  helpValue: 'REGEX',
  parse: async (input) => {
    try {
      return new RegExp(input, 'u');
    } catch (error) {
      throw new UsageError(`"${input}" is not a regular expression: ${(error as Error).message.replace(/^.*: /, '')}.`);
    }
  },
});

/** A level, in any usual spelling. */
export const levelFlag = Flags.custom<LogLevel>({
  parse: async (input) => {
    const level = parseLevel(input);
    if (level !== undefined) return level;
    throw new UsageError(`"${input}" is not a level.`, `Write one of ${LOG_LEVELS.join(', ').toLowerCase()}.`);
  },
});

/** An IANA time zone. */
export const timeZoneFlag = Flags.custom<string>({
  parse: async (input) => {
    try {
      return new Intl.DateTimeFormat('en', { timeZone: input }).resolvedOptions().timeZone;
    } catch {
      throw new UsageError(`"${input}" is not a time zone.`, 'Write one such as Europe/Berlin or America/New_York.');
    }
  },
});
