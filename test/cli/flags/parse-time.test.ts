import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTime } from '../../../cli/flags/parse-time.ts';

/** A Saturday; 13:00 in Berlin, 21:00 in Tokyo. */
const NOW = Date.parse('2026-11-21T12:00:00Z');
const time = async (text: string, timeZone = 'Europe/Berlin', now = NOW) =>
  new Date(await parseTime(text, { now, timeZone })).toISOString();

describe('a time', () => {
  it.each([
    ['10m', '2026-11-21T11:50:00.000Z'],
    ['2h30m', '2026-11-21T09:30:00.000Z'],
    ['1w', '2026-11-14T12:00:00.000Z'],
    ['1795262400', '2026-11-21T12:00:00.000Z'],
    ['1795262400123', '2026-11-21T12:00:00.123Z'],
    ['2026-11-21T10:00Z', '2026-11-21T10:00:00.000Z'],
    ['2026-11-21T10:00:00.5-05:00', '2026-11-21T15:00:00.500Z'],
    // Without a zone, a time is in the zone of the user.
    ['2026-11-21T10:00', '2026-11-21T09:00:00.000Z'],
    ['2026-11-21 10:00:30', '2026-11-21T09:00:30.000Z'],
    ['2026-11-21', '2026-11-20T23:00:00.000Z'],
    ['2026-07-01', '2026-06-30T22:00:00.000Z'],
    ['yesterday 14:00', '2026-11-20T13:00:00.000Z'],
    ['yesterday', '2026-11-19T23:00:00.000Z'],
    ['today 9am', '2026-11-21T08:00:00.000Z'],
    ['last monday', '2026-11-15T23:00:00.000Z'],
    ['last friday 10:00', '2026-11-20T09:00:00.000Z'],
    ['two hours ago', '2026-11-21T10:00:00.000Z'],
    ['3 days ago', '2026-11-18T12:00:00.000Z'],
    ['this morning', '2026-11-21T05:00:00.000Z'],
    ['now', '2026-11-21T12:00:00.000Z'],
    ['yesterday 14:00 UTC', '2026-11-20T14:00:00.000Z'],
    ['21 june', '2026-06-20T22:00:00.000Z'],
    // A time that would be in the future means the previous one.
    ['monday', '2026-11-15T23:00:00.000Z'],
    ['18:00', '2026-11-20T17:00:00.000Z'],
    ['24 december', '2025-12-23T23:00:00.000Z'],
    ['Yesterday 14:00 ', '2026-11-20T13:00:00.000Z'],
  ])('can be "%s"', async (text, expected) => {
    expect(await time(text)).toBe(expected);
  });

  it('is in the requested zone', async () => {
    expect(await time('yesterday 14:00', 'UTC')).toBe('2026-11-20T14:00:00.000Z');
    expect(await time('today 9am', 'Asia/Tokyo')).toBe('2026-11-21T00:00:00.000Z');
    expect(await time('2026-11-21T10:00', 'America/New_York')).toBe('2026-11-21T15:00:00.000Z');
    // In Kiritimati it is already the 22nd.
    expect(await time('today', 'Pacific/Kiritimati')).toBe('2026-11-21T10:00:00.000Z');
  });

  it('is local time, also on the days when daylight saving time starts and ends', async () => {
    // Berlin put its clocks forward on 29 March 2026 at 2:00, and back on 25 October at 3:00.
    const after = Date.parse('2026-10-26T12:00:00Z');
    expect(await time('yesterday 1:30', 'Europe/Berlin', after)).toBe('2026-10-24T23:30:00.000Z');
    expect(await time('yesterday 2:30', 'Europe/Berlin', after)).toBe('2026-10-25T00:30:00.000Z');
    expect(await time('yesterday 3:30', 'Europe/Berlin', after)).toBe('2026-10-25T02:30:00.000Z');
    expect(await time('2026-03-29T02:30')).toBe('2026-03-29T01:30:00.000Z');
    expect(await time('36 hours ago', 'Europe/Berlin', after)).toBe('2026-10-25T00:00:00.000Z');
  });

  it('is parsed from the local time of any zone, to the second', async () => {
    const zones = [
      'UTC',
      'Europe/Berlin',
      'America/New_York',
      'Asia/Kolkata',
      'Australia/Lord_Howe',
      'America/St_Johns',
    ];
    const anyTime = fc.record({
      zone: fc.constantFrom(...zones),
      seconds: fc.integer({ min: 0, max: 4_000_000_000 }),
    });
    await fc.assert(
      fc.asyncProperty(anyTime, async ({ zone, seconds }) => {
        const shown = new Date(seconds * 1000).toLocaleString('sv-SE', { timeZone: zone });
        const read = await parseTime(shown, { now: NOW, timeZone: zone });
        // At the end of daylight saving time, an hour occurs twice.
        expect(new Date(read).toLocaleString('sv-SE', { timeZone: zone })).toBe(shown);
        expect(seconds * 1000 - read).toBeGreaterThanOrEqual(0);
        expect(seconds * 1000 - read).toBeLessThanOrEqual(3_600_000);
      }),
    );
  });

  it.each([
    'soon',
    '',
    'x 14:00',
    'yesterday or so',
    '2026-13-45',
    '1/5/2026',
    '1.5.2026',
    '14:00 to 15:00',
    '10',
    '5 parsecs',
  ])('"%s" is refused, with examples of valid times', async (text) => {
    await expect(time(text)).rejects.toThrow(`"${text}" is not a time. Write a duration (10m, 2h30m, 3d), a date `);
  });

  it('always gives a time or that message', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.string(), fc.stringMatching(/^(last|next|yesterday|today|[0-9]{1,4}|[:/. -]|am|monday)+$/)),
        async (text) => {
          const result = await parseTime(text, { now: NOW, timeZone: 'Asia/Kolkata' }).catch(
            (error: Error) => error.message,
          );
          if (typeof result === 'number') expect(Number.isFinite(result)).toBe(true);
          else expect(result).toContain('is not a time');
        },
      ),
    );
  });
});
