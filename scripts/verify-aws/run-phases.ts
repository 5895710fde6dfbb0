/** One part of a run, such as a deployment. */
export interface Phase {
  readonly title: string;
  /** @throws Error when it failed. Then the following phases are skipped. */
  run(signal: AbortSignal): Promise<void>;
}

/** How a phase ended. */
export interface PhaseResult {
  readonly title: string;
  readonly outcome: 'done' | 'failed' | 'interrupted' | 'skipped';
  /** Why it failed. */
  readonly reason?: string;
  readonly durationMs: number;
}

export interface RunOptions {
  readonly phases: readonly Phase[];
  /** Run after the phases, in each case: also after a failure, and after `stop`. */
  readonly cleanUp: readonly Phase[];
  /** The first Ctrl-C: ends the phases, and starts the clean-up. */
  readonly stop: AbortSignal;
  /** The second Ctrl-C: ends the clean-up, too. */
  readonly giveUp: AbortSignal;
  /** Milliseconds. */
  now(): number;
  /** Shows the progress. */
  say(text: string): void;
  /** After each phase, with all results until then. */
  save(results: readonly PhaseResult[]): void;
}

/** Runs the phases in their order, then the clean-up. A failed phase of the clean-up does not end the clean-up.
 *  @returns one result for each phase. It never rejects. */
export async function runPhases(options: RunOptions): Promise<PhaseResult[]> {
  const { phases, cleanUp, stop, giveUp, say, save } = options;
  const results: PhaseResult[] = [];
  for (const phase of phases) {
    const isBlocked = stop.aborted || results.some(({ outcome }) => outcome !== 'done');
    results.push(isBlocked ? skipped(phase) : await runPhase(phase, stop, options));
    save(results);
  }
  if (stop.aborted) say('Interrupted. Deleting what was created; a second Ctrl-C ends without it.');
  for (const phase of cleanUp) {
    results.push(giveUp.aborted ? skipped(phase) : await runPhase(phase, giveUp, options));
    save(results);
  }
  return results;
}

async function runPhase({ title, run }: Phase, signal: AbortSignal, { now, say }: RunOptions): Promise<PhaseResult> {
  say(`${title} …`);
  const start = now();
  try {
    await run(signal);
    return { title, outcome: signal.aborted ? 'interrupted' : 'done', durationMs: now() - start };
  } catch (error) {
    const { message: reason } = error as Error;
    if (!signal.aborted) say(`${title}: failed. ${reason}`);
    return { title, outcome: signal.aborted ? 'interrupted' : 'failed', reason, durationMs: now() - start };
  }
}

function skipped({ title }: Phase): PhaseResult {
  return { title, outcome: 'skipped', durationMs: 0 };
}
