import { Args, Flags } from '@oclif/core';
import { LOG_LEVELS, type LogLevel, parseLevel } from '../../core/levels.ts';
import { UsageError } from '../errors.ts';
import { parseDuration, parseTime } from './parse-time.ts';

/** The targets of a command that needs at least one. */
export const targetsArgument = Args.string({
  description: 'functions, api:NAME[/STAGE], stack:NAME, log groups, globs, ARNs',
  required: true,
});

export const outputFlag = Flags.option({
  summary: 'text for people, json for programs (one object per line)',
  options: ['text', 'json'] as const,
  default: 'text' as const,
});

/** A point in time, as epoch milliseconds. A time without a zone is in the machine's zone. */
export const timeFlag = Flags.custom<number>({
  parse: (input) => parseTime(input, { now: Date.now() }),
});

/** A duration, in milliseconds. */
export const durationFlag = Flags.custom<number>({
  parse: async (input) => {
    const milliseconds = parseDuration(input);
    if (milliseconds !== undefined && milliseconds > 0) return milliseconds;
    throw new UsageError(`"${input}" is not a duration.`, 'Write one such as 30s, 5m or 1h30m.');
  },
});

/** A JavaScript regular expression, without slashes. */
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

/** A log level, in any common spelling. */
export const levelFlag = Flags.custom<LogLevel>({
  parse: async (input) => {
    const level = parseLevel(input);
    if (level !== undefined) return level;
    throw new UsageError(`"${input}" is not a level.`, `Write one of ${LOG_LEVELS.join(', ').toLowerCase()}.`);
  },
});

/** An IANA time zone. */
const timeZoneFlag = Flags.custom<string>({
  parse: async (input) => {
    try {
      return new Intl.DateTimeFormat('en', { timeZone: input }).resolvedOptions().timeZone;
    } catch {
      throw new UsageError(`"${input}" is not a time zone.`, 'Write one such as Europe/Berlin or America/New_York.');
    }
  },
});

/** The project's settings, for `readProjectSettings`. */
export const configFlag = Flags.string({
  summary: "read the project's settings from this file (default: tailgate.json or tailgate.yaml)",
  helpValue: 'FILE',
});

export const colorFlag = Flags.boolean({ summary: 'color the text (the default on a terminal)', allowNo: true });

/** The flags that choose how text looks on a terminal. */
export const displayFlags = {
  timezone: timeZoneFlag({
    summary: 'show times in this zone, such as Europe/Berlin',
    helpValue: 'ZONE',
    exclusive: ['utc'],
  }),
  utc: Flags.boolean({ summary: 'show times in UTC' }),
  color: colorFlag,
};
