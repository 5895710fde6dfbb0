import { describe, expect, it } from 'vitest';
import { timeRange } from '../../../cli/flags/time-range.ts';
import { EXIT } from '../../../core/user-error.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const HOUR_MS = 3_600_000;
const range = (since?: number, until?: number) => timeRange({ since, until }, HOUR_MS, NOW);
const refusal = (since?: number, until?: number) => {
  try {
    return range(since, until);
  } catch (error) {
    return error;
  }
};

describe('the time range of a command', () => {
  it('is what the flags name, with an open end without --until', () => {
    expect(range(NOW - 5, NOW - 2)).toEqual({ since: NOW - 5, until: NOW - 2 });
    expect(range(NOW)).toEqual({ since: NOW });
    expect(range(NOW - 5, NOW + HOUR_MS)).toEqual({ since: NOW - 5, until: NOW + HOUR_MS });
  });

  it('begins the default duration before its end without --since', () => {
    expect(range()).toEqual({ since: NOW - HOUR_MS });
    expect(range(undefined, NOW - 2 * HOUR_MS)).toEqual({ since: NOW - 3 * HOUR_MS, until: NOW - 2 * HOUR_MS });
  });

  it('begins at the epoch at the earliest, as CloudWatch Logs has no earlier times', () => {
    expect(range(NOW - 1e300)).toEqual({ since: 0 });
    expect(range(undefined, -5)).toEqual({ since: 0, until: 0 });
  });

  it.each<[string, number, number | undefined, string]>([
    [
      'an end before the beginning',
      NOW - 300_000,
      NOW - HOUR_MS,
      '--until is before --since (2026-11-21T11:00:00Z, 2026-11-21T11:55:00Z). Name a later --until, or an earlier --since.',
    ],
    [
      'an end before the epoch',
      NOW,
      -1e300,
      '--until is before --since (1970-01-01T00:00:00Z, 2026-11-21T12:00:00Z). Name a later --until, or an earlier --since.',
    ],
    [
      'an end at the beginning',
      NOW,
      NOW,
      '--until and --since are the same time (2026-11-21T12:00:00Z). Name a later --until.',
    ],
    [
      'a beginning in the future',
      NOW + 90_000,
      undefined,
      '--since is in the future: 2026-11-21T12:01:30Z. Name a time before now, such as 10m.',
    ],
  ])('is refused with %s', (_, since, until, message) => {
    expect(refusal(since, until)).toMatchObject({ message, exitCode: EXIT.USAGE_ERROR });
  });
});
