/** The major version in the runtime that the function names: 24 of `nodejs24.x`. What differs between runtimes follows it, not
 *  the Node.js version that runs the function here. */
export const runtimeMajor = Number(/nodejs(\d+)/.exec(process.env.AWS_EXECUTION_ENV ?? '')?.[1]);

/** Runtimes up to nodejs22.x call handlers with a callback, and report what nothing caught. */
export const takesCallbacks = runtimeMajor <= 22;
