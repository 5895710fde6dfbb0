import { describe, expect, it } from 'vitest';
import { type Phase, runPhases } from '../../../scripts/verify-aws/run-phases.ts';

/** Runs phases whose actions are given by their titles.
 *  @returns what ran, and the outcomes. */
async function run(
  actions: Readonly<Record<string, Phase['run']>>,
  signals: { stop?: AbortController; giveUp?: AbortController } = {},
) {
  const { stop = new AbortController(), giveUp = new AbortController() } = signals;
  const ran: string[] = [];
  const said: string[] = [];
  const saved: number[] = [];
  const phase = (title: string): Phase => ({
    title,
    run: async (signal) => {
      ran.push(title);
      await actions[title]?.(signal);
    },
  });
  let time = 0;
  const results = await runPhases({
    phases: ['deploy', 'check', 'delete'].map(phase),
    cleanUp: ['destroy', 'leftovers'].map(phase),
    stop: stop.signal,
    giveUp: giveUp.signal,
    now: () => (time += 10),
    say: (text) => said.push(text),
    save: (results) => saved.push(results.length),
  });
  return {
    ran,
    said,
    saved,
    outcomes: results.map(({ title, outcome, reason }) =>
      [title, outcome, ...(reason === undefined ? [] : [reason])].join(' '),
    ),
  };
}

const fail = async () => {
  throw new Error('no');
};

describe('the order of a run', () => {
  it('is: all phases, then the clean-up', async () => {
    const { ran, outcomes, saved } = await run({});
    expect(saved).toEqual([1, 2, 3, 4, 5]);
    expect(ran).toEqual(['deploy', 'check', 'delete', 'destroy', 'leftovers']);
    expect(outcomes).toEqual(['deploy done', 'check done', 'delete done', 'destroy done', 'leftovers done']);
  });

  it.each(['deploy', 'check', 'delete'])('after the failure of %s is only the clean-up', async (title) => {
    const { ran } = await run({ [title]: fail });
    expect(ran.slice(ran.indexOf(title) + 1)).toEqual(['destroy', 'leftovers']);
  });

  it('goes on in the clean-up when a part of it fails', async () => {
    expect((await run({ destroy: fail })).outcomes.slice(-2)).toEqual(['destroy failed no', 'leftovers done']);
  });

  it('destroys after the first Ctrl-C, with a signal that is not aborted', async () => {
    const stop = new AbortController();
    let cleanUpSignal: AbortSignal | undefined;
    const { outcomes, said } = await run(
      {
        deploy: async (signal) => {
          stop.abort(new Error('interrupted'));
          signal.throwIfAborted();
        },
        destroy: async (signal) => {
          cleanUpSignal = signal;
        },
      },
      { stop },
    );
    expect(outcomes).toEqual([
      'deploy interrupted interrupted',
      'check skipped',
      'delete skipped',
      'destroy done',
      'leftovers done',
    ]);
    expect(cleanUpSignal?.aborted).toBe(false);
    expect(said.join()).toContain('a second Ctrl-C ends without it');
  });

  it('counts a phase that ends normally after Ctrl-C as interrupted', async () => {
    const stop = new AbortController();
    const { outcomes } = await run({ check: async () => stop.abort() }, { stop });
    expect(outcomes.slice(0, 3)).toEqual(['deploy done', 'check interrupted', 'delete skipped']);
  });

  it('ends at the second Ctrl-C, during the clean-up', async () => {
    const [stop, giveUp] = [new AbortController(), new AbortController()];
    const { ran, outcomes } = await run(
      {
        deploy: async () => stop.abort(),
        destroy: async (signal) => {
          giveUp.abort(new Error('interrupted'));
          signal.throwIfAborted();
        },
      },
      { stop, giveUp },
    );
    expect(ran).toEqual(['deploy', 'destroy']);
    expect(outcomes.slice(-2)).toEqual(['destroy interrupted interrupted', 'leftovers skipped']);
  });
});
