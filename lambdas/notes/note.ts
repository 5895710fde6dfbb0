import { randomUUID } from 'node:crypto';

/** A note, as it is stored and as the API returns it. */
export interface Note {
  readonly noteId: string;
  readonly content: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** The request is not valid. The message says how to fix it. */
export class InvalidNoteError extends Error {
  override name = 'InvalidNoteError';
}

/** Far below the limit of DynamoDB for an item, 400 KB. */
export const MAX_CONTENT_CHARACTERS = 10_000;

/** Reads a note's content from a request body: a JSON object with the text `content`.
 *  @throws InvalidNoteError */
export function parseContent(body: string | null): string {
  let value: unknown;
  try {
    value = JSON.parse(body ?? '');
  } catch {
    throw new InvalidNoteError('The body is not JSON. Send {"content": "…"}.');
  }
  const content = typeof value === 'object' && value !== null && 'content' in value ? value.content : undefined;
  if (typeof content !== 'string' || content.trim() === '') {
    throw new InvalidNoteError('"content" must be a string that is not empty.');
  }
  if (content.length > MAX_CONTENT_CHARACTERS) {
    throw new InvalidNoteError(`"content" has ${content.length} characters; the maximum is ${MAX_CONTENT_CHARACTERS}.`);
  }
  return content;
}

/** Creates a note with a new id. */
export function createNote(content: string, now: Date): Note {
  const time = now.toISOString();
  return { noteId: randomUUID(), content, createdAt: time, updatedAt: time };
}
