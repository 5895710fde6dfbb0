/** `tailgate/lambda`: logging inside a function. */
export type { LogLevel } from './level.ts';
export { log } from './log.ts';
export { logStep, type Step } from './log-step.ts';
export { loggedFetch } from './logged-fetch.ts';
export type { Capture, CapturePoints, LoggingOptions } from './options.ts';
export { withLogging } from './with-logging.ts';
