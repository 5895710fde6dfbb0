import { Flags } from '@oclif/core';
import { parseStatuses, type StatusRange } from '../core/calls/filter-calls.ts';
import { UsageError } from './errors.ts';
import { timeZoneFlag } from './flags.ts';

/** Statuses and classes of them, with commas between. */
export const statusFlag = Flags.custom<readonly StatusRange[]>({
  helpValue: '5xx|404|4xx,5xx',
  parse: async (input) => {
    const statuses = parseStatuses(input);
    if (statuses !== undefined) return statuses;
    throw new UsageError(`"${input}" is not a status.`, 'Write one such as 404 or 5xx, or several: 404,5xx.');
  },
});

const LATENCY_UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000 };

/** How long a call takes, in milliseconds. */
export const latencyFlag = Flags.custom<number>({
  helpValue: 'TIME',
  parse: async (input) => {
    const [, number, unit] = /^(\d{1,9}(?:\.\d{1,9})?)(ms|s|m)$/.exec(input) ?? [];
    if (unit !== undefined) return Number(number) * (LATENCY_UNITS_MS[unit] ?? 1);
    throw new UsageError(`"${input}" is not a duration.`, 'Write one such as 500ms, 1.5s or 2m.');
  },
});

/** How calls are shown, by `logs api` and `logs trace` alike. */
export const callOutputFlags = {
  redact: Flags.string({
    summary: 'leave this value out too: keys joined by dots from the call on, such as request.card.number',
    helpValue: 'PATH',
    multiple: true,
  }),
  timezone: timeZoneFlag({
    summary: 'show times of this zone, such as Europe/Berlin',
    helpValue: 'ZONE',
    exclusive: ['utc'],
  }),
  utc: Flags.boolean({ summary: 'show times of UTC' }),
  color: Flags.boolean({ summary: 'colour the text (the default on a terminal)', allowNo: true }),
};
