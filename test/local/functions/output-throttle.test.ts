import { describe, expect, it } from 'vitest';
import { OutputThrottle } from '../../../local/functions/output-throttle.ts';

function throttleAt(start: number) {
  const clock = { now: start };
  return { clock, throttle: new OutputThrottle(() => clock.now) };
}

describe('a function with excessive output', () => {
  it('pauses for ten times the time that its output took to read, while another function is busy', () => {
    const { throttle } = throttleAt(1000);
    throttle.invocationStarted('quiet');
    throttle.invocationStarted('noisy');
    expect(throttle.pauseFor('noisy', 2)).toBe(20);
  });

  it('does not pause when no other function is busy, even if it is called several times', () => {
    const { throttle, clock } = throttleAt(0);
    expect(throttle.pauseFor('noisy', 2)).toBe(0);
    throttle.invocationStarted('quiet');
    clock.now += 201;
    throttle.invocationStarted('noisy');
    throttle.invocationStarted('noisy');
    expect(throttle.pauseFor('noisy', 2)).toBe(0);
  });

  it('pauses even if it was called several times after the other function', () => {
    const { throttle } = throttleAt(1000);
    throttle.invocationStarted('quiet');
    for (let call = 0; call < 5; call += 1) throttle.invocationStarted('noisy');
    expect(throttle.pauseFor('noisy', 1)).toBe(10);
  });

  it('waits for the pauses of others with excessive output: together they take no more time than one', () => {
    const { throttle, clock } = throttleAt(1000);
    for (const name of ['quiet', 'noisy', 'noisier']) throttle.invocationStarted(name);
    expect(throttle.pauseFor('noisy', 2)).toBe(20);
    expect(throttle.pauseFor('noisier', 2)).toBe(40);
    clock.now += 30;
    expect(throttle.pauseFor('noisy', 1)).toBe(20);
    clock.now += 100;
    expect(throttle.pauseFor('noisy', 1)).toBe(10);
  });

  it('pauses for at most 30 ms after one chunk', () => {
    const { throttle } = throttleAt(1000);
    throttle.invocationStarted('quiet');
    expect(throttle.pauseFor('noisy', 50)).toBe(30);
  });
});
