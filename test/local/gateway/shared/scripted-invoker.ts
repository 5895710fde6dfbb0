import type { InvokeResult, Invoker } from '../../../../local/gateway/shared/invoker.ts';

export type Invoke = (event: Record<string, unknown>, name: string) => unknown;

/** What a function behind a streaming integration sends, and the error that it ends with. */
export interface StreamedByTest {
  readonly chunks: Iterable<string | Buffer> | AsyncIterable<string | Buffer>;
  readonly failure?: string;
}

/** Functions that do what `invoke` does; what it throws is the function's error, or, with `rejects`, that of calling it. */
export function scripted(invoke: Invoke, rejects = false) {
  const events: Record<string, unknown>[] = [];
  const invoker: Invoker = {
    async invoke(name, event) {
      const parsed = JSON.parse(event);
      events.push(parsed);
      try {
        return { requestId: 'lambda-id', payload: JSON.stringify(await invoke(parsed, name)) ?? 'null' };
      } catch (error) {
        if (rejects) throw error;
        const { name: errorType, message: errorMessage } = error as Error;
        return {
          requestId: 'lambda-id',
          payload: JSON.stringify({ errorType, errorMessage }),
          functionError: 'Unhandled',
        };
      }
    },
    async invokeStreaming(name, event) {
      const parsed = JSON.parse(event);
      events.push(parsed);
      const { chunks, failure } = (await invoke(parsed, name)) as StreamedByTest;
      const { promise: completed, resolve: complete } = Promise.withResolvers<InvokeResult>();
      const body = async function* () {
        for await (const chunk of chunks) yield Buffer.from(chunk);
        const requestId = 'lambda-id';
        complete(
          failure === undefined
            ? { requestId, payload: '' }
            : { requestId, payload: JSON.stringify({ errorMessage: failure }), functionError: 'Unhandled' },
        );
      };
      return { requestId: 'lambda-id', body: body(), completed };
    },
  };
  return { invoker, events };
}
