import { FrameType } from '../frames.ts';
import { CallbackInvocations, warnAboutCallback } from './callback-invocations.ts';
import { Channel } from './channel.ts';
import { type Handler, loadHandler } from './handler.ts';
import { type Invocations, supportsCallbacks } from './invocations.ts';
import { RuntimeLog } from './logging.ts';
import { restrictModules } from './module-scope.ts';
import { PromiseInvocations, rejectCallback } from './promise-invocations.ts';
import { toFunctionError, UnhandledPromiseRejection } from './runtime-errors.ts';
import { installStreaming, isStreaming, StreamingInvocations } from './streaming-invocations.ts';

/** The runtime of a function, in the process of its execution environment. It loads the handler once, then runs one invocation at a
 *  time.
 *  @see https://github.com/aws/aws-lambda-nodejs-runtime-interface-client */

const environment = process.env;
const channel = new Channel();
const log = new RuntimeLog({
  channel,
  format: environment.AWS_LAMBDA_LOG_FORMAT === 'JSON' ? 'JSON' : 'Text',
  level: environment.AWS_LAMBDA_LOG_LEVEL,
  noRequestId: supportsCallbacks ? undefined : '-',
});

log.install();
installStreaming();
restrictModules(JSON.parse(environment.TAILGATE_MODULE_SCOPE ?? '{}'));
delete environment.TAILGATE_MODULE_SCOPE;
if (supportsCallbacks) reportUncaught();
void start();

async function start(): Promise<void> {
  let invocations: Invocations;
  try {
    const handler = await loadHandler(environment.LAMBDA_TASK_ROOT ?? process.cwd(), environment._HANDLER ?? '');
    invocations = createInvocations(handler);
  } catch (error) {
    log.error(supportsCallbacks ? 'Uncaught Exception' : 'Init Error', error);
    channel.send(FrameType.InitError, JSON.stringify(toFunctionError(error)));
    process.exit(supportsCallbacks ? 129 : 1);
  }
  channel.listen((head, event) => {
    log.setRequestId(head.requestId);
    channel.keepAlive(false);
    invocations.run(head, event);
  });
  channel.send(FrameType.Ready);
}

function createInvocations(handler: Handler): Invocations {
  if (isStreaming(handler)) return new StreamingInvocations(handler, channel, log);
  if (supportsCallbacks) {
    warnAboutCallback(handler);
    return new CallbackInvocations(handler, channel, log);
  }
  rejectCallback(handler);
  return new PromiseInvocations(handler, channel, log);
}

/** Runtimes up to nodejs22.x report an uncaught error as the error of the invocation. With newer ones, Node.js prints it and exits. */
function reportUncaught(): void {
  process.on('uncaughtException', (error) => {
    log.error('Uncaught Exception', error);
    channel.send(FrameType.Error, JSON.stringify(toFunctionError(error)));
    process.exit(129);
  });
  process.on('unhandledRejection', (reason, promise) => {
    const error = new UnhandledPromiseRejection(reason, promise);
    log.error('Unhandled Promise Rejection', error);
    channel.send(FrameType.Error, JSON.stringify(toFunctionError(error)));
    process.exit(128);
  });
}
