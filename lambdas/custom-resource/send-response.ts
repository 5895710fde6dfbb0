import type { Clock } from '../../core/clock.ts';
import { retry } from '../../core/retry.ts';

const MAX_RETRIES = 4;
/** All attempts and pauses together are shorter than the time that is kept for the response. */
const ATTEMPT_TIMEOUT_MS = 2000;

/** What tests replace. */
export interface CustomResourceHost {
  readonly clock: Clock;
  readonly fetch: typeof fetch;
}

class RefusedError extends Error {}

/** Sends the response to the signed URL. It ends silently when the URL is refused, for example because it has expired: another
 *  attempt, or another invocation, would get the same answer.
 *  @throws Error when the last attempt failed, so that Lambda invokes the function again. */
export async function sendResponse(url: string, body: string, { clock, fetch }: CustomResourceHost): Promise<void> {
  try {
    await retry(() => put(url, body, fetch), {
      clock,
      backOff: { firstMs: 500, maxMs: 4000 },
      maxRetries: MAX_RETRIES,
      isRetryable: (error) => !(error instanceof RefusedError),
    });
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    console.error({ message: 'custom resource: the response was refused', error });
  }
}

/** The URL is signed for a PUT with an empty content type. */
async function put(url: string, body: string, send: typeof fetch): Promise<void> {
  const signal = AbortSignal.timeout(ATTEMPT_TIMEOUT_MS);
  const response = await send(url, { method: 'PUT', headers: { 'Content-Type': '' }, body, signal });
  if (response.ok) return;
  const message = `CloudFormation responded with the status ${response.status}`;
  throw response.status < 500 ? new RefusedError(message) : new Error(message);
}
