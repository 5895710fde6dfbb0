import { Invocation } from './invocation.ts';
import type { InvocationContext } from './lambda-runtime.ts';
import { safely } from './line-writer.ts';
import type { LoggingOptions } from './logging-options.ts';

/**
 * Wraps a Lambda handler so that each invocation is logged. The wrapped handler returns and throws the same as `handler`, even
 * when logging fails. It logs:
 *
 * - one `api.call` record for each request of a REST or HTTP API, at every log level;
 * - a begin and an end record with input and result, if `capture` is set;
 * - the buffered debug lines of `log`, if the invocation fails (it throws, or returns a `statusCode` of 500 or more);
 * - a warning shortly before the function's timeout.
 *
 * A handler of `awslambda.streamifyResponse` is supported: wrap it before or after. Its records have no response body, and the
 * status 200; the access log has the real status. Handlers with a callback are not supported.
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
    return await invocation.run(async () => {
      let result: Awaited<Result>;
      try {
        result = await handler.apply(this, args);
      } catch (error) {
        safely(() => invocation.endWithError(error));
        throw error;
      }
      safely(() => invocation.endWithResult(isStreaming(args) ? STREAMED_RESULT : result));
      return result;
    });
  };
  return Object.assign(logged, streamingSymbols(handler));
}

/** Recorded in place of a streamed response, which the helper does not read. */
const STREAMED_RESULT = { statusCode: 200 };

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
