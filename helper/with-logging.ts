import { type CallbackHandler, callWithCallback, isCallback, takesCallback } from './callback-handler.ts';
import { endWhenSettled } from './end-when-settled.ts';
import { Invocation } from './invocation.ts';
import type { InvocationContext } from './lambda-runtime.ts';
import { safely } from './line-writer.ts';
import type { LoggingOptions } from './logging-options.ts';
import { streamedResult } from './streamed-result.ts';

/**
 * Wraps a Lambda handler so that each invocation is logged. The wrapped handler returns and throws the same as `handler`, even
 * when logging fails. It logs:
 *
 * - one `api.call` record for each request of a REST or HTTP API, at every log level;
 * - a begin and an end record with input and result, if `capture` is set;
 * - the buffered debug lines of `log`, if the invocation fails (it throws, or returns a `statusCode` of 500 or more);
 * - a warning shortly before the function's timeout.
 *
 * Several invocations may run in one process at the same time: each has its own ids, debug lines and records. What a handler leaves
 * running belongs to its invocation, and logs with its ids. A handler that a wrapped handler calls in the same invocation adds
 * its captured records; the outer one writes the `api.call` record, the debug lines and the warning.
 *
 * A handler of `awslambda.streamifyResponse` is supported: wrap it before or after. Its records have no response body, and the
 * status that it sets with `awslambda.HttpResponseStream.from`. Handlers with a callback are supported where Lambda supports
 * them.
 *
 * @param handler the handler; its first argument is the event.
 * @param options what to log, and which secrets to redact; see `LoggingOptions`.
 * @example
 * ```ts
 * export const handler = withLogging(
 *   async (event: APIGatewayProxyEvent) => {
 *     log('order received', 'info', { items: 3 });
 *     return { statusCode: 200, body: '' };
 *   },
 *   { capture: 'errors', redact: ['body.card.number'] },
 * );
 * ```
 */
export function withLogging<Args extends unknown[], Result>(
  handler: (...args: Args) => Result,
  options: LoggingOptions = {},
): (...args: Args) => Promise<Awaited<Result>> {
  const logged = async function (this: unknown, ...args: Args): Promise<Awaited<Result>> {
    const invocation = safely(() => new Invocation(args[0], findContext(args), options));
    if (!invocation) return await handler.apply(this, args);
    const recorded = isStreaming(args) ? () => streamedResult(args[1]) : undefined;
    return await invocation.run(() => endWhenSettled(invocation, () => handler.apply(this, args), recorded));
  };
  const wrapped = takesCallback(handler) ? withCallback(handler, logged, options) : logged;
  return Object.assign(wrapped, streamingSymbols(handler));
}

/** A wrapper that Lambda takes for a handler with a callback: it is not async, and has three parameters.
 *  @param logged called when Lambda passes no callback: the handler is a streaming handler. */
function withCallback<Args extends unknown[], Result>(
  handler: CallbackHandler,
  logged: (...args: Args) => Promise<Awaited<Result>>,
  options: LoggingOptions,
) {
  const wrapped = function (this: unknown, event: unknown, context: unknown, callback: unknown): unknown {
    const args = [event, context, callback];
    if (!isCallback(callback)) return Reflect.apply(logged, this, args);
    const invocation = safely(() => new Invocation(event, findContext(args), options));
    if (!invocation) return Reflect.apply(handler, this, args);
    return invocation.run(() => callWithCallback(invocation, handler.bind(this), event, context, callback));
  };
  return wrapped as unknown as typeof logged;
}

function isStreaming(args: readonly unknown[]): boolean {
  return args.length > 2 && typeof (args[1] as { write?: unknown } | undefined)?.write === 'function';
}

/** The context is the last argument: a streaming handler gets the response stream before it. */
function findContext(args: readonly unknown[]): InvocationContext | undefined {
  return args.findLast((arg): arg is InvocationContext => {
    return typeof (arg as Partial<InvocationContext> | undefined | null)?.getRemainingTimeInMillis === 'function';
  });
}

/** The symbols with which `awslambda.streamifyResponse` marks a handler for the Lambda runtime. */
function streamingSymbols(handler: object): object {
  const marks = Object.getOwnPropertySymbols(handler).map((symbol) => [symbol, Reflect.get(handler, symbol)]);
  return Object.fromEntries(marks);
}
