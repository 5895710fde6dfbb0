import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answer } from './answer.ts';
import { sendAnswer } from './send-answer.ts';

/** Sees to it that a request is answered though the work on it fails, which is a fault of ours.
 *  @param answer what the client gets then.
 *  @param notice told of the fault. */
export function answeringFaults(
  message: IncomingMessage,
  response: ServerResponse,
  work: Promise<void>,
  answer: Answer,
  notice: (line: string) => void,
): void {
  work.catch((error: Error) => {
    // A client that goes away is no fault.
    if (message.destroyed && !message.complete) return;
    notice(`${message.method} ${message.url}: ${error.message}`);
    if (response.headersSent) response.destroy();
    else void sendAnswer(response, answer);
  });
}
