import { describe, expect, it } from 'vitest';
import { OutputThrottle } from '../../../local/functions/output-throttle.ts';

function gateAt(start: number) {
  const clock = { now: start };
  return { clock, gate: new OutputThrottle(() => clock.now) };
}

describe('a function that floods the host', () => {
  it('rests ten times as long as it was worked for, while another one is busy', () => {
    const { gate } = gateAt(1000);
    gate.began('quiet');
    gate.began('flood');
    expect(gate.restAfter('flood', 2)).toBe(20);
  });

  it('does not rest when it is the only one that is busy, however often it is called', () => {
    const { gate, clock } = gateAt(0);
    expect(gate.restAfter('flood', 2)).toBe(0);
    gate.began('quiet');
    clock.now += 201;
    gate.began('flood');
    gate.began('flood');
    expect(gate.restAfter('flood', 2)).toBe(0);
  });

  it('rests although it was called more often than the other one since', () => {
    const { gate } = gateAt(1000);
    gate.began('quiet');
    for (let call = 0; call < 5; call += 1) gate.began('flood');
    expect(gate.restAfter('flood', 1)).toBe(10);
  });

  it('waits for the rest of others that flood: together they take no more than one', () => {
    const { gate, clock } = gateAt(1000);
    for (const name of ['quiet', 'flood', 'deluge']) gate.began(name);
    expect(gate.restAfter('flood', 2)).toBe(20);
    expect(gate.restAfter('deluge', 2)).toBe(40);
    clock.now += 30;
    expect(gate.restAfter('flood', 1)).toBe(20);
    clock.now += 100;
    expect(gate.restAfter('flood', 1)).toBe(10);
  });

  it('rests for 30 ms at most behind one spell', () => {
    const { gate } = gateAt(1000);
    gate.began('quiet');
    expect(gate.restAfter('flood', 50)).toBe(30);
  });
});
