/** Runs in a function's process: loads the handler, takes invocations from the host, and tells it of logs and results. */
import { Worker } from 'node:worker_threads';
import type { Invocation } from '../frames.ts';
import { LIFELINE_FD } from '../frames.ts';
import { patchConsole, setCurrentRequestId } from './console.ts';
import { describeError } from './describe-error.ts';
import { loadHandler } from './load-handler.ts';
import { send } from './send.ts';

/** Watches the lifeline in a thread of its own, so that even a handler that never yields ends with its host. */
const watcher = new Worker(
  `new (require('node:net').Socket)({ fd: ${LIFELINE_FD} }).on('close', () => process.kill(process.pid, 'SIGKILL')).resume();`,
  { eval: true },
);
watcher.unref();

const logError = patchConsole();

process.on('uncaughtException', (error) => endBy('Uncaught Exception', error, 129));
process.on('unhandledRejection', (reason) => {
  const message = reason instanceof Error ? reason.toString() : String(reason);
  const error = Object.assign(new Error(message), { name: 'Runtime.UnhandledPromiseRejection', reason });
  endBy('Unhandled Promise Rejection', error, 128);
});

try {
  const handler = await loadHandler(process.env.LAMBDA_TASK_ROOT ?? '.', process.env._HANDLER ?? '');
  process.on('message', (invocation: Invocation) => void invoke(handler, invocation));
  send({ type: 'ready' });
} catch (error) {
  endBy('Uncaught Exception', error, 1);
}

async function invoke(handler: (event: unknown, context: object) => unknown, invocation: Invocation): Promise<void> {
  setCurrentRequestId(invocation.requestId);
  process.env._X_AMZN_TRACE_ID = invocation.traceId;
  try {
    const result = await handler(JSON.parse(invocation.event), contextOf(invocation));
    send({ type: 'result', payload: JSON.stringify(result) ?? 'null', maxRssKb: maxRssKb() });
  } catch (error) {
    logError('Invoke Error', error);
    send({ type: 'error', error: describeError(error), fatal: false, maxRssKb: maxRssKb() });
  }
}

/** An error after which Lambda's runtime gives the process up. */
function endBy(label: string, error: unknown, code: number): void {
  logError(label, error);
  send({ type: 'error', error: describeError(error), fatal: true, maxRssKb: maxRssKb() });
  process.exit(code);
}

function maxRssKb(): number {
  return process.resourceUsage().maxRSS;
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html */
function contextOf({ requestId, deadline }: Invocation): object {
  return {
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    invokedFunctionArn: process.env.TAILGATE_FUNCTION_ARN,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    awsRequestId: requestId,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}
