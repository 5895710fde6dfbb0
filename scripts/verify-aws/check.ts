import type { Deployment } from './deployment.ts';

/** What a check found. */
export interface Finding {
  readonly outcome: 'held' | 'failed' | 'not checked';
  /** What was measured or read, with its values; or why it could not be. */
  readonly evidence: string;
}

/** An assumption of the rehearsal, or an answer that the README promises. */
export interface Check<Subject = Deployment> {
  /** For example `log-group-retention`. */
  readonly name: string;
  /** One sentence, true on AWS if the check holds. */
  readonly assumption: string;
  /** Where the assumption comes from: documentation of AWS, a file of the rehearsal, the README. */
  readonly source: string;
  run(subject: Subject): Promise<Finding>;
}

/** A check with its finding. */
export interface CheckResult extends Finding, Pick<Check, 'name' | 'assumption' | 'source'> {
  readonly durationMs: number;
}

export function held(evidence: string): Finding {
  return { outcome: 'held', evidence };
}

export function failed(evidence: string): Finding {
  return { outcome: 'failed', evidence };
}

export function notChecked(evidence: string): Finding {
  return { outcome: 'not checked', evidence };
}

/** Holds when there are no deviations. */
export function heldWithout(deviations: readonly string[], evidence: string): Finding {
  return deviations.length === 0 ? held(evidence) : failed(deviations.join('; '));
}

const DENIED = /^(AccessDenied|Unauthorized|NotAuthorized|UnauthorizedOperation)/;

/** Runs checks one after the other. An error fails its check only; a missing permission of the user is "not checked".
 *  @param options.add receives each result as soon as it is known.
 *  @throws the reason of `signal` when it aborts. */
export async function runChecks<Subject>(
  checks: readonly Check<Subject>[],
  subject: Subject,
  { signal, now, add }: { readonly signal: AbortSignal; now(): number; add(result: CheckResult): void },
): Promise<void> {
  for (const check of checks) {
    signal.throwIfAborted();
    const start = now();
    const { outcome, evidence } = await check.run(subject).catch((error: Error): Finding => {
      signal.throwIfAborted();
      const text = `${error.name}: ${error.message}`;
      return DENIED.test(error.name) ? notChecked(`a permission is missing: ${text}`) : failed(text);
    });
    const { name, assumption, source } = check;
    add({ name, assumption, source, outcome, evidence, durationMs: now() - start });
  }
}
