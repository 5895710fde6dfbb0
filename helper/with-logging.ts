import { Invocation } from './invocation.ts';
import type { InvocationContext } from './lambda-runtime.ts';
import { safely } from './line-writer.ts';
import type { LoggingOptions } from './logging-options.ts';

/**
 * A handler that logs: one `api.call` record a request of API Gateway, begin and end records when asked (`capture`), the debug
 * lines of `log` when the invocation fails, and a warning before a timeout. It returns and throws what the handler does,
 * whatever becomes of the log. Handlers of `awslambda.streamifyResponse` may be wrapped, inside or outside; their records hold
 * no status and no response, which the access log has. Handlers that take a callback are not for it.
 *
 * ```ts
 * export const handler = withLogging(async (event: APIGatewayProxyEvent) => {
 *   log('order received', 'info', { items: 3 });
 *   return { statusCode: 200, body: '' };
 * });
 * ```
 */
export function withLogging<Args extends unknown[], Result>(
  handler: (...args: Args) => Result,
  options: LoggingOptions = {},
): (...args: Args) => Promise<Awaited<Result>> {
  const logged = async function (this: unknown, ...args: Args): Promise<Awaited<Result>> {
    const invocation = safely(() => new Invocation(args[0], contextOf(args), options));
    if (!invocation) return await handler.apply(this, args);
    return await invocation.run(async () => {
      let result: Awaited<Result>;
      try {
        result = await handler.apply(this, args);
      } catch (error) {
        safely(() => invocation.failed(error));
        throw error;
      }
      safely(() => invocation.succeeded(isStreaming(args) ? STREAMED : result));
      return result;
    });
  };
  return Object.assign(logged, streamingMarks(handler));
}

/** What a streaming handler sent is seen by nobody else. */
const STREAMED = { statusCode: 200 };

function isStreaming(args: readonly unknown[]): boolean {
  return args.length > 2 && typeof (args[1] as { write?: unknown } | undefined)?.write === 'function';
}

/** The last argument: a streaming handler gets the stream before it. */
function contextOf(args: readonly unknown[]): InvocationContext | undefined {
  return args.findLast((arg): arg is InvocationContext => {
    return typeof (arg as Partial<InvocationContext> | undefined | null)?.getRemainingTimeInMillis === 'function';
  });
}

/** By these symbols Lambda knows a streaming handler. */
function streamingMarks(handler: object): object {
  const marks = Object.getOwnPropertySymbols(handler).map((symbol) => [symbol, Reflect.get(handler, symbol)]);
  return Object.fromEntries(marks);
}
