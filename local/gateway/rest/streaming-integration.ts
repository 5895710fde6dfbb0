import { isObject } from '../../../core/is-object.ts';
import type { ClientResponse, StreamedBody } from '../shared/client-response.ts';
import {
  errorMessage,
  type InvokeResult,
  type Invoker,
  type StreamingInvokeResult,
  withTimeout,
} from '../shared/invoker.ts';
import { readResultHeaders, readStatusCode } from '../shared/lambda-result.ts';
import { restEvent } from './event.ts';
import { restGatewayResponse } from './gateway-response.ts';
import type { LambdaProxyIntegration } from './integration-config.ts';
import {
  failedCallResponse,
  functionErrorLine,
  type IntegrationResponse,
  MALFORMED_RESULT_LINE,
  TIMEOUT_LINE,
} from './lambda-integration.ts';
import { DEFAULT_CONTENT_TYPE } from './lambda-result.ts';
import type { RestAuthorization, RestMethodRequest } from './request-state.ts';

/** Separates the metadata from the body. */
const DELIMITER = Buffer.alloc(8);
/** The delimiter must follow within this many bytes; otherwise the response is malformed. */
const MAX_METADATA_BYTES = 16 * 1024;

/** Calls the function of a Lambda proxy integration, and forwards its response to the client while it arrives.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode-lambda.html */
export async function streamLambda(
  state: RestMethodRequest,
  { functionName, timeoutMs }: LambdaProxyIntegration,
  authorization: RestAuthorization | undefined,
  invoker: Invoker,
): Promise<IntegrationResponse> {
  const deadline = performance.now() + timeoutMs;
  const requestBody = JSON.stringify(restEvent(state, authorization));
  const invoked = invoker.invokeStreaming(functionName, requestBody, { traceId: state.request.traceId });
  const { latencyMs, result } = await withTimeout(invoked.then(readStart), timeoutMs);
  if (!result || result instanceof Error) return failedCallResponse({ latencyMs, result }, requestBody);
  const { requestId, head, body, chunks, completed, hasEnded } = result;
  const called = { latencyMs, requestId, serviceStatus: 200, requestBody };
  if (!head) {
    // The response is malformed: do not wait for a function that is still sending it.
    const { payload, functionError }: Pick<InvokeResult, 'payload' | 'functionError'> = hasEnded
      ? await completed
      : { payload: '' };
    const error = functionError ? functionErrorLine(errorMessage(payload), requestId) : MALFORMED_RESULT_LINE;
    return { response: restGatewayResponse('DEFAULT_5XX'), integrationResult: { ...called, errors: [error] } };
  }
  const streamed = new ForwardedBody(result, chunks, { deadline, idleMs: state.api.streamIdleMs });
  return { response: { ...head, body, streamed }, integrationResult: { ...called, status: head.status, errors: [] } };
}

/** The start of a streamed response, up to the end of the metadata. */
interface ResponseStart extends Pick<StreamingInvokeResult, 'requestId' | 'completed'> {
  /** Undefined for a malformed response. */
  readonly head?: Pick<ClientResponse, 'status' | 'headers'>;
  /** Whether the whole response was read. */
  readonly hasEnded: boolean;
  /** The bytes of the body that arrived together with the metadata. */
  readonly body: Buffer;
  readonly chunks: AsyncIterator<Uint8Array>;
}

async function readStart({ requestId, body, completed }: StreamingInvokeResult): Promise<ResponseStart> {
  const chunks = body[Symbol.asyncIterator]();
  let received = Buffer.alloc(0);
  let metadataEnd = -1;
  let hasEnded = false;
  while (metadataEnd < 0 && received.length <= MAX_METADATA_BYTES) {
    const { done, value } = await chunks.next();
    hasEnded = done === true;
    if (done) break;
    received = Buffer.concat([received, value]);
    metadataEnd = received.indexOf(DELIMITER);
  }
  const isMalformed = metadataEnd < 0 || metadataEnd > MAX_METADATA_BYTES;
  const head = isMalformed ? undefined : readMetadata(received.toString('utf8', 0, metadataEnd));
  if (!head) await chunks.return?.();
  const bodyStart = metadataEnd + DELIMITER.length;
  return { requestId, completed, chunks, hasEnded, body: received.subarray(bodyStart), ...(head && { head }) };
}

function readMetadata(text: string): ResponseStart['head'] {
  let metadata: unknown;
  try {
    metadata = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(metadata)) return undefined;
  const status = metadata.statusCode === undefined ? 200 : readStatusCode(metadata.statusCode);
  const headers = readResultHeaders(metadata, DEFAULT_CONTENT_TYPE);
  if (status === undefined || !headers) return undefined;
  const cookies = Array.isArray(metadata.cookies) ? metadata.cookies : [];
  return { status, headers: [...headers, ...cookies.map((cookie) => ['Set-Cookie', String(cookie)] as const)] };
}

interface StreamLimits {
  /** The value of `performance.now()` at which the integration times out. */
  readonly deadline: number;
  /** The longest time between two chunks, in milliseconds. */
  readonly idleMs: number;
}

/** The rest of the body, until the function ends, the integration times out, or the idle timeout passes. */
class ForwardedBody implements StreamedBody {
  readonly errors: string[] = [];
  bytes = 0;
  readonly #start: ResponseStart;
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #limits: StreamLimits;

  constructor(start: ResponseStart, chunks: AsyncIterator<Uint8Array>, limits: StreamLimits) {
    this.#start = start;
    this.#chunks = chunks;
    this.#limits = limits;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    try {
      for (;;) {
        const { deadline, idleMs } = this.#limits;
        const { result } = await withTimeout(this.#chunks.next(), Math.min(deadline - performance.now(), idleMs));
        if (!result) return void this.errors.push(TIMEOUT_LINE);
        if (result instanceof Error) throw result;
        if (result.done) break;
        this.bytes += result.value.byteLength;
        yield result.value;
      }
      const { payload, functionError, requestId } = await this.#start.completed;
      if (functionError) this.errors.push(functionErrorLine(errorMessage(payload), requestId));
    } catch (error) {
      this.errors.push(`Execution failed due to configuration error: ${(error as Error).message}`);
    } finally {
      // Not awaited: a function that does not react would delay the end of the response.
      void this.#chunks.return?.();
    }
  }
}
