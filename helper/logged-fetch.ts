import { randomUUID } from 'node:crypto';
import { UNSET } from '../core/access-log-format.ts';
import { apiCallId } from '../core/calls/api-call-id.ts';
import { redactText } from '../core/redact/redact.ts';
import { bodyText, CUT_MARK, decodedBytes } from './body-text.ts';
import { type CallRecord, errorText } from './call-record.ts';
import { currentInvocation, type Invocation } from './invocation.ts';
import { currentTraceId } from './lambda-runtime.ts';
import { logLines, safely } from './line-writer.ts';
import { ResponseStart } from './response-body-start.ts';

/**
 * `fetch` for webhooks and other calls to the outside: leaves one `api.call` record with the source `webhook` a call, also when it
 * fails. The answer's body is recorded as far as it has come when the invocation ends. Returns and throws what `fetch` does.
 */
export async function loggedFetch(...[input, init]: Parameters<typeof fetch>): Promise<Response> {
  const call = safely(() => new WebhookCall(input, init));
  let response: Response;
  try {
    response = await fetch(input, init);
  } catch (error) {
    safely(() => call?.failed(error));
    throw error;
  }
  safely(() => call?.answered(response));
  return response;
}

class WebhookCall {
  readonly #time = Date.now();
  readonly #start = performance.now();
  readonly #invocation: Invocation | undefined = currentInvocation();
  readonly #method: string;
  readonly #url: string;
  readonly #userAgent: string | null;
  readonly #request: string | null;
  readonly #forget: (() => void) | undefined;
  #isWritten = false;
  #status = 0;
  #latencyMs: number | undefined;
  #response: ResponseStart | undefined;

  constructor(input: Parameters<typeof fetch>[0], init: RequestInit | undefined) {
    const given = input instanceof Request ? input : undefined;
    this.#method = (init?.method ?? given?.method ?? 'GET').toUpperCase();
    this.#url = redactText(given?.url ?? String(input));
    this.#userAgent = new Headers(init?.headers ?? given?.headers).get('user-agent');
    this.#request = this.#text(sentText(init?.body ?? given?.body));
    this.#forget = this.#invocation?.mustFinish(() =>
      this.#write(this.#response ? null : 'no answer before the invocation ended'),
    );
  }

  failed(error: unknown): void {
    // `fetch failed` says little; its cause says why.
    const cause = error instanceof Error && error.cause instanceof Error ? ` (${errorText(error.cause)})` : '';
    this.#write(`${errorText(error)}${cause}`);
  }

  answered(response: Response): void {
    this.#status = response.status;
    this.#latencyMs = this.#elapsed();
    this.#response = new ResponseStart(response);
    void this.#response.read().then(() => safely(() => this.#write(null)));
  }

  #elapsed(): number {
    return Math.round(performance.now() - this.#start);
  }

  #text(body: string | null): string | null {
    return bodyText(body, false, this.#invocation?.options.redact ?? []);
  }

  #responseText(): string | null {
    const body = this.#response?.body;
    if (!body) return null;
    const text = this.#text(body.text);
    return body.isWhole || text?.endsWith(CUT_MARK) ? text : `${text ?? ''}${CUT_MARK}`;
  }

  #write(error: string | null): void {
    if (this.#isWritten) return;
    this.#isWritten = true;
    this.#forget?.();
    this.#response?.stop();
    const request = this.#invocation?.request;
    const uniqueId = randomUUID();
    const apiCall: CallRecord = {
      id: apiCallId({ time: this.#time, apiId: 'webhook', stage: '', uniqueId }),
      userId: request?.userId ?? null,
      // Outside an API, the function is all that is known to send it.
      domainId: request?.domainId ?? process.env.AWS_LAMBDA_FUNCTION_NAME ?? UNSET,
      source: 'webhook',
      // `fetch` does not say which address answered.
      ip: UNSET,
      method: this.#method,
      url: this.#url,
      route: null,
      status: this.#status,
      createdAt: new Date(this.#time).toISOString(),
      request: this.#request,
      response: this.#responseText(),
      latencyMs: this.#latencyMs ?? this.#elapsed(),
      error,
      userAgent: this.#userAgent,
      requestId: uniqueId,
      functionRequestId: this.#invocation?.functionRequestId ?? null,
      traceId: currentTraceId(),
      extendedRequestId: uniqueId,
    };
    logLines().writeAlways('api.call', { apiCall });
  }
}

/** A body that is sent, when it is there as a whole; a stream must be left to `fetch`. */
function sentText(body: unknown): string | null {
  if (body === undefined || body === null) return null;
  if (typeof body === 'string' || body instanceof URLSearchParams) return String(body);
  if (ArrayBuffer.isView(body)) return decodedBytes(new Uint8Array(body.buffer, body.byteOffset, body.byteLength));
  return body instanceof ArrayBuffer ? decodedBytes(new Uint8Array(body)) : '[stream]';
}
