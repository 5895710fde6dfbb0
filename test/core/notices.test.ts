import { expect, it } from 'vitest';
import { Notices } from '../../core/notices.ts';
import { VirtualClock } from './sources/virtual-clock.ts';

it('says the same thing once a minute, and how often it was left out meanwhile', () => {
  const clock = new VirtualClock();
  const lines: string[] = [];
  const notices = new Notices((line) => lines.push(line), clock);
  for (let second = 0; second < 120; second += 1) {
    notices.say('fault', 'reset');
    if (second === 5) notices.say('other', 'throttled');
    clock.advance(1000);
  }
  expect(lines).toEqual(['reset', 'throttled', 'reset (59 more times since it was last said)']);
});

it('never leaves out that something is over', () => {
  const clock = new VirtualClock();
  const lines: string[] = [];
  const notices = new Notices((line) => lines.push(line), clock);
  for (const rest of [50_000, 11_000]) {
    expect(notices.say('fault', 'reset')).toBe(true);
    clock.advance(rest);
    notices.sayOver('answers');
    clock.advance(11_000);
  }
  expect(lines).toEqual(['reset', 'answers', 'reset', 'answers']);
});
