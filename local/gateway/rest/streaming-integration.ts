import { isObject } from '../../../core/is-object.ts';
import type { Answer, StreamedBody } from '../shared/answer.ts';
import { errorMessage, type Invoked, type InvokedStreaming, type Invoker, withinTime } from '../shared/invoker.ts';
import type { RoutedRequest } from './exchange.ts';
import { gatewayResponse } from './gateway-response.ts';
import { customerError, failed, type Integrated, MALFORMED, TIMED_OUT } from './lambda-integration.ts';
import type { LambdaProxyIntegration } from './model.ts';
import { readHeaders, statusOf } from './proxy-answer.ts';
import { proxyEvent } from './proxy-event.ts';

/** Ends the metadata; the rest is body. */
const DELIMITER = Buffer.alloc(8);
/** The metadata and what ends it are within so many bytes, or the answer is malformed. */
const LARGEST_METADATA = 16 * 1024;

/** Hands a request to the function behind its method, and what that sends to the client as it comes.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode-lambda.html */
export async function integrateStreaming(
  routed: RoutedRequest,
  { functionName, timeoutMs }: LambdaProxyIntegration,
  authorizer: Readonly<Record<string, unknown>> | undefined,
  invoker: Invoker,
): Promise<Integrated> {
  const deadline = performance.now() + timeoutMs;
  const requestBody = JSON.stringify(proxyEvent(routed, authorizer));
  const invoked = invoker.invokeStreaming(functionName, requestBody, { traceId: routed.request.traceId });
  const begun = await withinTime(invoked.then(readBeginning), timeoutMs);
  const { latencyMs, result } = begun;
  if (!result || result instanceof Error) return failed({ latencyMs, result }, requestBody);
  const { requestId, head, body, chunks, completed, ended } = result;
  const answered = { latencyMs, requestId, serviceStatus: 200, requestBody };
  if (!head) {
    // One that goes on sending what nobody can read is not waited for.
    const { payload, functionError }: Pick<Invoked, 'payload' | 'functionError'> = ended
      ? await completed
      : { payload: '' };
    const error = functionError ? customerError(errorMessage(payload), requestId) : MALFORMED;
    return { answer: gatewayResponse('DEFAULT_5XX'), integration: { ...answered, errors: [error] } };
  }
  const streamed = new HandedOn(result, chunks, { deadline, idleMs: routed.api.streamIdleMs });
  return { answer: { ...head, body, streamed }, integration: { ...answered, status: head.status, errors: [] } };
}

interface Beginning extends Pick<InvokedStreaming, 'requestId' | 'completed'> {
  /** Undefined for what does not begin as it must. */
  readonly head?: Pick<Answer, 'status' | 'headers'>;
  /** Whether all of it was read. */
  readonly ended: boolean;
  /** What came of the body with the metadata. */
  readonly body: Buffer;
  readonly chunks: AsyncIterator<Uint8Array>;
}

/** Reads up to the end of the metadata. */
async function readBeginning({ requestId, body, completed }: InvokedStreaming): Promise<Beginning> {
  const chunks = body[Symbol.asyncIterator]();
  let read = Buffer.alloc(0);
  let end = -1;
  let ended = false;
  while (end < 0 && read.length <= LARGEST_METADATA) {
    const { done, value } = await chunks.next();
    ended = done === true;
    if (done) break;
    read = Buffer.concat([read, value]);
    end = read.indexOf(DELIMITER);
  }
  const head = end < 0 || end > LARGEST_METADATA ? undefined : readMetadata(read.toString('utf8', 0, end));
  if (!head) await chunks.return?.();
  return { requestId, completed, chunks, ended, body: read.subarray(end + DELIMITER.length), ...(head && { head }) };
}

function readMetadata(text: string): Beginning['head'] {
  let metadata: unknown;
  try {
    metadata = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(metadata)) return undefined;
  const status = metadata.statusCode === undefined ? 200 : statusOf(metadata.statusCode);
  const headers = readHeaders(metadata);
  if (status === undefined || !headers) return undefined;
  const cookies = Array.isArray(metadata.cookies) ? metadata.cookies : [];
  return { status, headers: [...headers, ...cookies.map((cookie) => ['Set-Cookie', String(cookie)] as const)] };
}

interface Limits {
  /** By `performance.now()`. */
  readonly deadline: number;
  /** How long nothing may come, in milliseconds. */
  readonly idleMs: number;
}

/** What comes behind the metadata, until the function ends, its time is over, or nothing came for too long. */
class HandedOn implements StreamedBody {
  readonly errors: string[] = [];
  bytes = 0;
  readonly #from: Beginning;
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #limits: Limits;

  constructor(from: Beginning, chunks: AsyncIterator<Uint8Array>, limits: Limits) {
    this.#from = from;
    this.#chunks = chunks;
    this.#limits = limits;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    try {
      for (;;) {
        const { deadline, idleMs } = this.#limits;
        const { result } = await withinTime(this.#chunks.next(), Math.min(deadline - performance.now(), idleMs));
        if (!result) return void this.errors.push(TIMED_OUT);
        if (result instanceof Error) throw result;
        if (result.done) break;
        this.bytes += result.value.byteLength;
        yield result.value;
      }
      const { payload, functionError, requestId } = await this.#from.completed;
      if (functionError) this.errors.push(customerError(errorMessage(payload), requestId));
    } catch (error) {
      this.errors.push(`Execution failed due to configuration error: ${(error as Error).message}`);
    } finally {
      // Not waited for: one that hangs would hold the answer back.
      void this.#chunks.return?.();
    }
  }
}
