import { onTestFinished, vi } from 'vitest';

/** Environment variables that the helper reads. Tests must not see the values of this machine. */
const VARIABLES = [
  'TAILGATE_LOG_LEVEL',
  'POWERTOOLS_LOG_LEVEL',
  'LOG_LEVEL',
  'AWS_LAMBDA_LOG_LEVEL',
  'AWS_LAMBDA_FUNCTION_NAME',
  'POWERTOOLS_SERVICE_NAME',
];

export type Line = Record<string, unknown> & {
  readonly level: string;
  readonly message: string;
  readonly apiCall?: Record<string, unknown>;
};

/** Loads the helper as a new execution environment does, and collects what it writes to stdout and stderr. */
export async function loadHelper(environment: Readonly<Record<string, string>> = {}) {
  vi.resetModules();
  for (const name of VARIABLES) vi.stubEnv(name, environment[name]);
  vi.stubEnv('_X_AMZN_TRACE_ID', environment._X_AMZN_TRACE_ID ?? 'Root=1-5759e988-bd862e3f;Parent=1;Sampled=0');
  let text = '';
  const capture = (chunk: string | Uint8Array) => {
    text += String(chunk);
    return true;
  };
  const spies = [process.stdout, process.stderr].map((stream) => vi.spyOn(stream, 'write').mockImplementation(capture));
  const { log, logStep, loggedFetch, withLogging } = await import('../../helper/index.ts');
  const restore = () => {
    for (const spy of spies) spy.mockRestore();
    vi.unstubAllEnvs();
  };
  onTestFinished(restore);
  return {
    log,
    logStep,
    loggedFetch,
    withLogging,
    /** Everything that was written. */
    text: () => text,
    lines: (): Line[] =>
      text
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line)),
    restore,
  };
}

/** Lambda's context, with the timeout in `timeoutMs` milliseconds. */
export function lambdaContext(timeoutMs = 10_000, awsRequestId = 'lambda-request') {
  const deadline = Date.now() + timeoutMs;
  return { awsRequestId, getRemainingTimeInMillis: () => deadline - Date.now() };
}
