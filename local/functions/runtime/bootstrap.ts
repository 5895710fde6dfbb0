import { FrameType } from '../frames.ts';
import { CallbackInvocations, warnOfCallbacks } from './callback-invocations.ts';
import { Channel } from './channel.ts';
import { type Handler, loadHandler } from './handler.ts';
import { type Invocations, supportsCallbacks } from './invocations.ts';
import { RuntimeLog } from './logging.ts';
import { confineModules } from './module-scope.ts';
import { PromiseInvocations, refuseCallbacks } from './promise-invocations.ts';
import { reported, UnhandledPromiseRejection } from './runtime-errors.ts';
import { installStreaming, isStreaming, StreamingInvocations } from './streaming-invocations.ts';

/** The process of an execution environment: what the Node.js runtime is in Lambda. It loads the handler once, then runs one
 *  invocation after the other.
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
confineModules(JSON.parse(environment.TAILGATE_MODULE_SCOPE ?? '{}'));
delete environment.TAILGATE_MODULE_SCOPE;
if (supportsCallbacks) reportUncaught();
void start();

async function start(): Promise<void> {
  let invocations: Invocations;
  try {
    const handler = await loadHandler(environment.LAMBDA_TASK_ROOT ?? process.cwd(), environment._HANDLER ?? '');
    invocations = invocationsOf(handler);
  } catch (error) {
    log.error(supportsCallbacks ? 'Uncaught Exception' : 'Init Error', error);
    channel.send(FrameType.InitError, JSON.stringify(reported(error)));
    process.exit(supportsCallbacks ? 129 : 1);
  }
  channel.listen((head, event) => {
    log.setRequestId(head.requestId);
    channel.keepAlive(false);
    invocations.run(head, event);
  });
  channel.send(FrameType.Ready);
}

function invocationsOf(handler: Handler): Invocations {
  if (isStreaming(handler)) return new StreamingInvocations(handler, channel, log);
  if (supportsCallbacks) {
    warnOfCallbacks(handler);
    return new CallbackInvocations(handler, channel, log);
  }
  refuseCallbacks(handler);
  return new PromiseInvocations(handler, channel, log);
}

/** Runtimes up to nodejs22.x report what nothing caught as the invocation's error; newer ones leave it to Node.js, which
 *  prints it and exits. */
function reportUncaught(): void {
  process.on('uncaughtException', (error) => {
    log.error('Uncaught Exception', error);
    channel.send(FrameType.Error, JSON.stringify(reported(error)));
    process.exit(129);
  });
  process.on('unhandledRejection', (reason, promise) => {
    const error = new UnhandledPromiseRejection(reason, promise);
    log.error('Unhandled Promise Rejection', error);
    channel.send(FrameType.Error, JSON.stringify(reported(error)));
    process.exit(128);
  });
}
