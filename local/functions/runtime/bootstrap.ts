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
const maxRssKb = () => process.resourceUsage().maxRSS;

process.on('uncaughtException', (error) => {
  logError('Uncaught Exception', error);
  send({ type: 'error', error: describeError(error), maxRssKb: maxRssKb() });
  process.exit(129);
});
process.on('unhandledRejection', (reason) => {
  const error = Object.assign(new Error(reason instanceof Error ? reason.toString() : String(reason)), {
    name: 'Runtime.UnhandledPromiseRejection',
    reason,
  });
  logError('Unhandled Promise Rejection', error);
  send({ type: 'error', error: describeError(error), maxRssKb: maxRssKb() });
  process.exit(128);
});

try {
  const handler = await loadHandler(process.env.LAMBDA_TASK_ROOT ?? '.', process.env._HANDLER ?? '');
  process.on('message', (invocation: Invocation) => void invoke(handler, invocation));
  send({ type: 'ready' });
} catch (error) {
  logError('Uncaught Exception', error as Error);
  send({ type: 'error', error: describeError(error), maxRssKb: maxRssKb() });
  process.exit(1);
}

async function invoke(handler: (event: unknown, context: object) => unknown, invocation: Invocation): Promise<void> {
  setCurrentRequestId(invocation.requestId);
  process.env._X_AMZN_TRACE_ID = invocation.traceId;
  try {
    const result = await handler(JSON.parse(invocation.event), contextOf(invocation));
    send({ type: 'result', payload: JSON.stringify(result) ?? 'null', maxRssKb: maxRssKb() });
  } catch (error) {
    logError('Invoke Error', error as Error);
    send({ type: 'error', error: describeError(error), maxRssKb: maxRssKb() });
  }
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
