import { format } from 'node:util';
import { send } from './send.ts';

const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const;
type Level = (typeof LEVELS)[number];

let currentRequestId: string | undefined;

export function setCurrentRequestId(requestId: string): void {
  currentRequestId = requestId;
}

/** Makes the console write log events as Lambda's Node.js runtime does: one call, one event, in text or JSON, from the
 *  configured level on.
 *  @returns how the runtime itself logs an error.
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html */
export function patchConsole(): (label: string, error: unknown) => void {
  const json = process.env.AWS_LAMBDA_LOG_FORMAT === 'JSON';
  const minimum = Math.max(0, LEVELS.indexOf((process.env.AWS_LAMBDA_LOG_LEVEL ?? 'TRACE').toUpperCase() as Level));
  const write = json ? writeJson : writeText;
  const at = (level: Level) =>
    LEVELS.indexOf(level) < minimum ? () => undefined : (...values: unknown[]) => write(level, values);
  Object.assign(console, {
    trace: at('TRACE'),
    debug: at('DEBUG'),
    info: at('INFO'),
    log: at('INFO'),
    warn: at('WARN'),
    error: at('ERROR'),
    fatal: at('FATAL'),
  });
  for (const stream of [process.stdout, process.stderr]) {
    stream.write = ((chunk: string | Uint8Array, ...rest: unknown[]) => {
      send({ type: 'output', text: typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8') });
      const callback = rest.find((argument) => typeof argument === 'function') as (() => void) | undefined;
      if (callback) queueMicrotask(callback);
      return true;
    }) as typeof stream.write;
  }
  return json
    ? (_, error) => write('ERROR', [intoError(error)])
    : (label, error) => write('ERROR', [label, `\t${errorJson(intoError(error))}`]);
}

function writeText(level: Level, values: unknown[]): void {
  const now = new Date();
  send({
    type: 'log',
    timestamp: now.getTime(),
    message: `${now.toISOString()}\t${currentRequestId}\t${level}\t${format(...values)}\n`,
  });
}

function writeJson(level: Level, values: unknown[]): void {
  const now = new Date();
  const line = { timestamp: now.toISOString(), level, requestId: currentRequestId };
  send({ type: 'log', timestamp: now.getTime(), message: `${jsonLine(line, values)}\n` });
}

function jsonLine(line: object, values: unknown[]): string {
  if (values.length !== 1) {
    const error = values.find((value) => value instanceof Error);
    return JSON.stringify({ ...line, message: format(...values), ...(error ? errorFields(error) : {}) });
  }
  try {
    return JSON.stringify({ ...line, message: values[0] }, (_, value) =>
      value instanceof Error ? { ...errorFields(value), ...value } : value,
    );
  } catch {
    // A cycle, or a BigInt.
    return JSON.stringify({ ...line, message: format(values[0]) });
  }
}

function errorFields(error: Error): object {
  return {
    errorType: error.constructor?.name ?? 'UnknownError',
    errorMessage: error.message,
    stackTrace: String(error.stack ?? '').split('\n'),
  };
}

function errorJson(error: Error): string {
  const { code } = error as NodeJS.ErrnoException;
  return JSON.stringify({
    errorType: error.name,
    errorMessage: error.message,
    code,
    ...error,
    stack: String(error.stack ?? '').split('\n'),
  });
}

function intoError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
