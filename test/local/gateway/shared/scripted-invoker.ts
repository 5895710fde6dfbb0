import type { InvokeResult, Invoker } from '../../../../local/gateway/shared/invoker.ts';

export type Invoke = (event: Record<string, unknown>, name: string) => unknown;

/** The chunks that a function behind a streaming integration sends, and the error that it fails with at the end. */
export interface ScriptedStream {
  readonly chunks: Iterable<string | Buffer> | AsyncIterable<string | Buffer>;
  readonly failure?: string;
}

/** Creates an invoker whose functions run `invoke`. An error that it throws is the error of the function, or with `rejects`
 *  the error of the Invoke call. */
export function scriptedInvoker(invoke: Invoke, rejects = false) {
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
      const { chunks, failure } = (await invoke(parsed, name)) as ScriptedStream;
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
