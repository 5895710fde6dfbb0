/** `tailgate/lambda`: logging in a Lambda function. */

export { log } from './log.ts';
export { logStep, type Step } from './log-step.ts';
export { loggedFetch } from './logged-fetch.ts';
export type { Capture, CapturePoints, LoggingOptions } from './logging-options.ts';
export type { LogLevel } from './minimum-level.ts';
export { withLogging } from './with-logging.ts';
