/** What the exit code of `logs` says. A closed pipe ends with DONE. */
export const EXIT = {
  DONE: 0,
  /** Found nothing, or (of a check) found something. */
  FOUND_NOTHING: 1,
  WRONG_USE: 2,
  NO_ACCESS: 3,
  NO_SUCH_TARGET: 4,
  SERVICE_FAILED: 5,
  INTERRUPTED: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
