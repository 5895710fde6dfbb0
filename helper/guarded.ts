/** Runs what logs: whatever goes wrong in it is no business of the function, which must answer as it would without a log.
 *  @returns undefined when the work threw. */
export function guarded<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
