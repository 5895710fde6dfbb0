import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { log } from '../../helper/log.ts';
import { InvalidNoteError } from './note.ts';

/** The handler of a route of the notes API. */
export type NotesHandler = (event: APIGatewayProxyEvent) => Promise<APIGatewayProxyResult>;

/** A response with a JSON body. */
export function jsonResponse(body: unknown, statusCode = 200): APIGatewayProxyResult {
  return { statusCode, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
}

/** The response for a note that does not exist. */
export function noteNotFound(noteId: string): APIGatewayProxyResult {
  log('note not found', 'warn', { noteId });
  return jsonResponse({ error: 'not-found', info: `The note "${noteId}" does not exist.` }, 404);
}

/** Responds with 400 to an invalid request. Other errors are thrown, so that Lambda logs them with their stack. */
export function withBadRequestResponse(handler: NotesHandler): NotesHandler {
  return async (event) => {
    try {
      return await handler(event);
    } catch (error) {
      if (!(error instanceof InvalidNoteError)) throw error;
      log('bad request', 'warn', { reason: error.message });
      return jsonResponse({ error: 'invalid-request', info: error.message }, 400);
    }
  };
}
