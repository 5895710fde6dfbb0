import { Flags } from '@oclif/core';
import { parseStatuses, type StatusRange } from '../../core/calls/filter-calls.ts';
import { UsageError } from '../errors.ts';
import { displayFlags } from './common-flags.ts';

/** Statuses and status classes, separated by commas. */
const statusFlag = Flags.custom<readonly StatusRange[]>({
  helpValue: '5xx|404|4xx,5xx',
  parse: async (input) => {
    const statuses = parseStatuses(input);
    if (statuses !== undefined) return statuses;
    throw new UsageError(`"${input}" is not a status.`, 'Write one such as 404 or 5xx, or several: 404,5xx.');
  },
});

const LATENCY_UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000 };

/** The latency of a call, in milliseconds. */
const latencyFlag = Flags.custom<number>({
  helpValue: 'TIME',
  parse: async (input) => {
    const [, number, unit] = /^(\d{1,9}(?:\.\d{1,9})?)(ms|s|m)$/.exec(input) ?? [];
    if (unit !== undefined) return Number(number) * (LATENCY_UNITS_MS[unit] ?? 1);
    throw new UsageError(`"${input}" is not a duration.`, 'Write one such as 500ms, 1.5s or 2m.');
  },
});

/** The flags that select the calls of `logs api`. */
export const callFilterFlags = {
  status: statusFlag({ summary: 'only these statuses', helpGroup: 'FILTER' }),
  method: Flags.string({
    summary: 'only this HTTP method; can be repeated',
    helpValue: 'METHOD',
    multiple: true,
    multipleNonGreedy: true,
    helpGroup: 'FILTER',
  }),
  route: Flags.string({
    summary: 'only this route or path; * makes it a glob',
    helpValue: 'ROUTE',
    helpGroup: 'FILTER',
  }),
  user: Flags.string({ summary: 'only calls of this user', helpValue: 'ID', helpGroup: 'FILTER' }),
  ip: Flags.string({ summary: 'only calls from this address', helpValue: 'IP', helpGroup: 'FILTER' }),
  'slower-than': latencyFlag({ summary: 'only calls that took longer, such as 500ms or 2s', helpGroup: 'FILTER' }),
  source: Flags.option({
    summary: 'only requests to the API, or only requests that functions sent (webhook)',
    options: ['api', 'webhook'] as const,
    helpGroup: 'FILTER',
  })(),
  'health-checks': Flags.boolean({
    summary:
      'also show health checks that did not fail with a 5xx status: calls of the routes in the tag tailgate:health-checks',
    helpGroup: 'FILTER',
  }),
};

/** The flags that choose how `logs api` and `logs trace` show calls. */
export const callDisplayFlags = {
  redact: Flags.string({
    summary: 'also leave out this value of a call; keys joined by dots, such as request.card.number',
    helpValue: 'PATH',
    multiple: true,
  }),
  ...displayFlags,
};
