import { expect, it } from 'vitest';
import { Notices } from '../../core/notices.ts';
import { VirtualClock } from './sources/virtual-clock.ts';

it('prints a notice about the same subject at most once a minute, with the number of suppressed notices', () => {
  const clock = new VirtualClock();
  const lines: string[] = [];
  const notices = new Notices((line) => lines.push(line), clock);
  for (let second = 0; second < 120; second += 1) {
    notices.report('fault', 'reset');
    if (second === 5) notices.report('other', 'throttled');
    clock.advance(1000);
  }
  expect(lines).toEqual(['reset', 'throttled', 'reset (59 more times since the last notice)']);
});

it('always prints that a problem is over', () => {
  const clock = new VirtualClock();
  const lines: string[] = [];
  const notices = new Notices((line) => lines.push(line), clock);
  for (const rest of [50_000, 11_000]) {
    expect(notices.report('fault', 'reset')).toBe(true);
    clock.advance(rest);
    notices.reportRecovery('answers');
    clock.advance(11_000);
  }
  expect(lines).toEqual(['reset', 'answers', 'reset', 'answers']);
});
