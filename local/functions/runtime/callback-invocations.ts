import { FrameType, type InvocationHead } from '../frames.ts';
import type { Channel } from './channel.ts';
import { createContext } from './context.ts';
import type { Handler } from './handler.ts';
import { type Invocations, responseSizeError, serializeResponse } from './invocations.ts';
import type { RuntimeLog } from './logging.ts';
import { RuntimeError, toFunctionError } from './runtime-errors.ts';

/** Calls handlers as nodejs22.x and older do. A handler returns a promise, or calls the callback, `context.succeed`, `fail` or
 *  `done`. The result of the callback waits until the event loop is empty, unless `context.callbackWaitsForEmptyEventLoop` is
 *  false.
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html */
export class CallbackInvocations implements Invocations {
  readonly #handler: Handler;
  readonly #channel: Channel;
  readonly #log: RuntimeLog;
  readonly #isAsync: boolean;
  /** Called when the event loop is empty. */
  #whenIdle: (() => void) | undefined;

  constructor(handler: Handler, channel: Channel, log: RuntimeLog) {
    this.#handler = handler;
    this.#channel = channel;
    this.#log = log;
    this.#isAsync = handler.constructor.name === 'AsyncFunction';
    process.on('beforeExit', () => {
      const whenIdle = this.#whenIdle;
      this.#whenIdle = undefined;
      whenIdle?.();
    });
  }

  run(head: InvocationHead, event: string): void {
    let isDone = false;
    let waitsForEmptyEventLoop = true;
    const respond = (result: unknown) => {
      const response = serializeResponse(result, () => new Error('Unable to stringify response body'));
      const sizeError = responseSizeError(response);
      this.#finish({ type: sizeError ? FrameType.Error : FrameType.Response, payload: sizeError ?? response });
    };
    const fail = (error: unknown) => {
      this.#log.error('Invoke Error', error);
      this.#finish({ type: FrameType.Error, payload: JSON.stringify(toFunctionError(error)) });
    };
    const once = (settle: (error: unknown, result?: unknown) => void) => (error?: unknown, result?: unknown) => {
      if (isDone) return;
      settle(error, result);
      isDone = true;
    };
    const done = once((error, result) => (isNothing(error) ? respond(result) : fail(error)));
    const callback = once((error, result) => {
      if (!isNothing(error)) fail(error);
      else if (waitsForEmptyEventLoop) this.#whenIdle = () => respond(result);
      else respond(result);
    });
    const succeed = (result?: unknown) => done(null, result);
    const failOrHandled = (error?: unknown) => done(isNothing(error) ? 'handled' : error);
    const context = Object.assign(createContext(head), { succeed, fail: failOrHandled, done });
    Object.defineProperty(context, 'callbackWaitsForEmptyEventLoop', {
      enumerable: true,
      get: () => waitsForEmptyEventLoop,
      set: (value: boolean) => {
        waitsForEmptyEventLoop = value;
      },
    });

    this.#whenIdle = () => {
      isDone = true;
      if (this.#isAsync) {
        fail(
          new RuntimeError(
            'NodeJsExit',
            'The Lambda runtime client detected an unexpected Node.js exit code. This is most commonly caused by a Promise that was never settled. For more information, see https://nodejs.org/docs/latest/api/process.html#exit-codes',
          ),
        );
      } else respond(null);
    };
    try {
      const result = this.#handler(JSON.parse(event), context, callback);
      if (isPromise(result)) result.then(succeed, failOrHandled).catch(failOrHandled);
    } catch (error) {
      callback(error);
    }
  }

  #finish(last: { type: FrameType; payload: string }): void {
    this.#whenIdle = undefined;
    this.#channel.send(last.type, last.payload);
    // An unhandled rejection ends the process between the response and the next invocation, as in the service.
    setImmediate(() => this.#channel.next());
  }
}

/** Logs the service's warning about a handler that takes a callback. */
export function warnAboutCallback(handler: Handler): void {
  if (process.env.AWS_LAMBDA_NODEJS_DISABLE_CALLBACK_WARNING !== undefined) return;
  if (handler.length !== 3 || handler.constructor.name === 'AsyncFunction') return;
  console.warn(
    'AWS Lambda plans to remove support for callback-based function handlers starting with Node.js 24. You will need to update this function to use an async handler to use Node.js 24 or later. For more information and to provide feedback on this change, see https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/issues/137. To disable this warning, set the AWS_LAMBDA_NODEJS_DISABLE_CALLBACK_WARNING environment variable.',
  );
}

function isNothing(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

function isPromise(value: unknown): value is Promise<unknown> {
  return typeof (value as Promise<unknown> | undefined)?.then === 'function';
}
