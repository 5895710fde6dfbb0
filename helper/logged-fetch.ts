import { randomUUID } from 'node:crypto';
import { UNSET } from '../core/access-log-format.ts';
import { apiCallId } from '../core/calls/api-call-id.ts';
import { redactText } from '../core/redact/redact.ts';
import { bodyText, CUT_MARK, decodeUtf8 } from './body-text.ts';
import { type CallRecord, errorText, writeCallRecord } from './call-record.ts';
import { currentInvocation, currentLines, type Invocation } from './invocation.ts';
import { type LineWriter, safely } from './line-writer.ts';
import { ResponseBodyStart } from './response-body-start.ts';

/**
 * Calls `fetch` for a webhook or another service, and writes one `api.call` record with the source `webhook` for each call,
 * even for one that fails (its status is 0). Returns and throws the same as `fetch`.
 *
 * The bodies are recorded as text: redacted, and up to 8 KB of each. The record is written when the beginning of the response
 * body has arrived, or when the invocation ends: a body that is not complete by then is recorded as far as it arrived. A call
 * that the invocation starts after its end is recorded with its ids, too.
 *
 * @example
 * ```ts
 * const response = await loggedFetch('https://hooks.example.com/orders', { method: 'POST', body: JSON.stringify(order) });
 * ```
 */
export async function loggedFetch(...[input, init]: Parameters<typeof fetch>): Promise<Response> {
  const call = safely(() => new WebhookCall(input, init));
  let response: Response;
  try {
    response = await fetch(input, init);
  } catch (error) {
    safely(() => call?.recordError(error));
    throw error;
  }
  safely(() => call?.recordResponse(response));
  return response;
}

class WebhookCall {
  readonly #time = Date.now();
  readonly #start = performance.now();
  readonly #invocation: Invocation | undefined = currentInvocation();
  readonly #lines: LineWriter = currentLines();
  readonly #method: string;
  readonly #url: string;
  readonly #userAgent: string | null;
  readonly #request: string | null;
  readonly #removeCallback: (() => void) | undefined;
  #isWritten = false;
  #status = 0;
  #latencyMs: number | undefined;
  #response: ResponseBodyStart | undefined;

  constructor(input: Parameters<typeof fetch>[0], init: RequestInit | undefined) {
    const request = input instanceof Request ? input : undefined;
    this.#method = (init?.method ?? request?.method ?? 'GET').toUpperCase();
    this.#url = redactText(request?.url ?? String(input));
    this.#userAgent = new Headers(init?.headers ?? request?.headers).get('user-agent');
    this.#request = this.#recordedText(requestBodyText(init?.body ?? request?.body));
    this.#removeCallback = this.#invocation?.beforeEnd(() =>
      this.#write(this.#response ? null : 'no response before the invocation ended'),
    );
  }

  recordError(error: unknown): void {
    // The message of `fetch` is only `fetch failed`: its cause gives the reason.
    const cause = error instanceof Error && error.cause instanceof Error ? ` (${errorText(error.cause)})` : '';
    this.#write(`${errorText(error)}${cause}`);
  }

  recordResponse(response: Response): void {
    this.#status = response.status;
    this.#latencyMs = this.#elapsed();
    this.#response = new ResponseBodyStart(response);
    void this.#response.read().then(() => safely(() => this.#write(null)));
  }

  #elapsed(): number {
    return Math.round(performance.now() - this.#start);
  }

  #recordedText(body: string | null): string | null {
    return bodyText(body, false, this.#invocation?.options.redact ?? []);
  }

  #responseBodyText(): string | null {
    const body = this.#response?.body;
    if (!body) return null;
    const text = this.#recordedText(body.text);
    return body.isWhole || text?.endsWith(CUT_MARK) ? text : `${text ?? ''}${CUT_MARK}`;
  }

  #write(error: string | null): void {
    if (this.#isWritten) return;
    this.#isWritten = true;
    this.#removeCallback?.();
    this.#response?.stop();
    const request = this.#invocation?.request;
    const uniqueId = randomUUID();
    const apiCall: CallRecord = {
      id: apiCallId({ time: this.#time, apiId: 'webhook', stage: '', uniqueId }),
      userId: request?.userId ?? null,
      // Without a request to an API, only the function is known as the sender.
      domainId: request?.domainId ?? process.env.AWS_LAMBDA_FUNCTION_NAME ?? UNSET,
      source: 'webhook',
      // `fetch` does not report the address of the server.
      ip: UNSET,
      method: this.#method,
      url: this.#url,
      route: null,
      status: this.#status,
      createdAt: new Date(this.#time).toISOString(),
      request: this.#request,
      response: this.#responseBodyText(),
      latencyMs: this.#latencyMs ?? this.#elapsed(),
      error,
      userAgent: this.#userAgent,
      requestId: uniqueId,
      functionRequestId: this.#lines.ids.functionRequestId,
      traceId: this.#lines.ids.traceId,
      extendedRequestId: uniqueId,
    };
    writeCallRecord(this.#lines, apiCall);
  }
}

/** The text of a request body; a note for a stream, which only `fetch` may read. */
function requestBodyText(body: unknown): string | null {
  if (body === undefined || body === null) return null;
  if (typeof body === 'string' || body instanceof URLSearchParams) return String(body);
  if (ArrayBuffer.isView(body)) return decodeUtf8(new Uint8Array(body.buffer, body.byteOffset, body.byteLength));
  return body instanceof ArrayBuffer ? decodeUtf8(new Uint8Array(body)) : '[stream]';
}
