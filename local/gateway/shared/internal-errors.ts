import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ClientResponse } from './client-response.ts';
import { sendResponse } from './send-response.ts';

/** Ensures that the client receives a response even when handling its request fails with an internal error.
 *  @param handling settles when the request is handled.
 *  @param errorResponse sent after an internal error.
 *  @param notice called with the internal error, in one line. */
export function respondToInternalErrors(
  message: IncomingMessage,
  response: ServerResponse,
  handling: Promise<void>,
  errorResponse: ClientResponse,
  notice: (line: string) => void,
): void {
  handling.catch((error: Error) => {
    // The client closed the connection: this is not an internal error.
    if (message.destroyed && !message.complete) return;
    notice(`${message.method} ${message.url}: ${error.message}`);
    if (response.headersSent) response.destroy();
    else void sendResponse(response, errorResponse);
  });
}
