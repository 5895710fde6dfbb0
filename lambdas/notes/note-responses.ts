import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { log } from '../../helper/log.ts';
import { InvalidNoteError } from './note.ts';

export type NotesHandler = (event: APIGatewayProxyEvent) => Promise<APIGatewayProxyResult>;

export function ok(body: unknown, statusCode = 200): APIGatewayProxyResult {
  return { statusCode, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
}

/** The note is not there. */
export function notFound(noteId: string): APIGatewayProxyResult {
  log('note not found', 'warn', { noteId });
  return ok({ error: 'not-found', info: `There is no note "${noteId}".` }, 404);
}

/** Answers a wrong request with 400 and says why. Other errors are thrown: Lambda logs them with their stack. */
export function withBadRequestResponse(handler: NotesHandler): NotesHandler {
  return async (event) => {
    try {
      return await handler(event);
    } catch (error) {
      if (!(error instanceof InvalidNoteError)) throw error;
      log('bad request', 'warn', { reason: error.message });
      return ok({ error: 'invalid-request', info: error.message }, 400);
    }
  };
}
