import { endWhenSettled } from './end-when-settled.ts';
import type { Invocation } from './invocation.ts';
import { isThenable } from './is-thenable.ts';
import { safely } from './line-writer.ts';

/** The callback of a handler: with an error, or with undefined or null and the result. */
type Callback = (error?: unknown, result?: unknown) => void;
/** A handler that ends when it calls its callback, or when the promise that it returns settles. */
export type CallbackHandler = (event: unknown, context: unknown, callback: Callback) => unknown;

/** Whether a handler may end by calling its third argument. Node.js 24 and Lambda Managed Instances have no such handlers. A
 *  streaming handler has three arguments, too, but the third is the context.
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html */
export function takesCallback(handler: (...args: never[]) => unknown): handler is CallbackHandler {
  return handler.length === 3 && handler.constructor.name !== 'AsyncFunction';
}

/** Whether Lambda has passed a callback. */
export function isCallback(value: unknown): value is Callback {
  return typeof value === 'function';
}

/** Calls a handler that takes a callback, and ends the invocation when the handler calls it. Returns what the handler returns, so
 *  that Lambda treats it as it treats the handler: a promise ends the invocation, another value does not. */
export function callWithCallback(
  invocation: Invocation,
  handler: CallbackHandler,
  event: unknown,
  context: unknown,
  callback: Callback,
): unknown {
  const endAndCall: Callback = (error, result) => {
    const hasFailed = error !== undefined && error !== null;
    safely(() => (hasFailed ? invocation.endWithError(error) : invocation.endWithResult(result)));
    callback(error, result);
  };
  try {
    const returned = handler(event, context, endAndCall);
    return isThenable(returned) ? endWhenSettled(invocation, () => returned) : returned;
  } catch (error) {
    safely(() => invocation.endWithError(error));
    throw error;
  }
}
