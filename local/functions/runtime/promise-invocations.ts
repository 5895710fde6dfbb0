import { FrameType, type InvocationHead } from '../frames.ts';
import type { Channel } from './channel.ts';
import { createContext } from './context.ts';
import type { Handler } from './handler.ts';
import { type Invocations, responseSizeError, serializeResponse } from './invocations.ts';
import type { RuntimeLog } from './logging.ts';
import { RuntimeError, toFunctionError } from './runtime-errors.ts';

/** Calls handlers as nodejs24.x and newer do. The return value or the settled promise is the result. Work that continues afterwards
 *  is frozen with the environment. */
export class PromiseInvocations implements Invocations {
  readonly #handler: Handler;
  readonly #channel: Channel;
  readonly #log: RuntimeLog;

  constructor(handler: Handler, channel: Channel, log: RuntimeLog) {
    this.#handler = handler;
    this.#channel = channel;
    this.#log = log;
  }

  async run(head: InvocationHead, event: string): Promise<void> {
    try {
      const result = await this.#handler(JSON.parse(event), createContext(head));
      // Unhandled rejections end the process before the response is sent, as in the service.
      await new Promise(setImmediate);
      const response = serializeResponse(
        result,
        () => new RuntimeError('JSONStringifyError', 'Unable to stringify response body'),
      );
      const sizeError = responseSizeError(response);
      this.#channel.next({ type: sizeError ? FrameType.Error : FrameType.Response, payload: sizeError ?? response });
    } catch (error) {
      await new Promise(setImmediate);
      this.#log.error('Invoke Error', error);
      this.#channel.next({ type: FrameType.Error, payload: JSON.stringify(toFunctionError(error)) });
    }
  }
}

/** @throws RuntimeError for a handler with a callback parameter, which these runtimes do not support.
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html */
export function rejectCallback(handler: Handler): void {
  if (handler.length < 3) return;
  throw new RuntimeError(
    'CallbackHandlerDeprecated',
    'ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later. For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.',
  );
}
