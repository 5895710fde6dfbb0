import { objectOrEmpty } from './gateway-event.ts';
import { safely } from './line-writer.ts';

/** What a streaming handler answered: its status, and no body, which the helper does not read. The status is the one that the handler
 *  set with `awslambda.HttpResponseStream.from`; otherwise Lambda sends 200.
 *
 *  The runtime keeps the metadata in `_onBeforeFirstWrite`, a function that writes them as JSON.
 *  @see https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/main/src/HttpResponseStream.js */
export function streamedResult(stream: unknown): { readonly statusCode: number } {
  const writePrelude = safely(() => objectOrEmpty(stream)._onBeforeFirstWrite);
  const chunks: unknown[] = [];
  if (typeof writePrelude === 'function') safely(() => writePrelude((chunk: unknown) => chunks.push(chunk)));
  const metadata = safely(() => JSON.parse(String(chunks[0])));
  const status = Number(objectOrEmpty(metadata).statusCode);
  return { statusCode: Number.isInteger(status) ? status : 200 };
}
