import { randomUUID } from 'node:crypto';

/** A note as it is stored, and as the API gives it. */
export interface Note {
  readonly noteId: string;
  readonly content: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** The request is wrong; the message says to the caller what to mend. */
export class InvalidNoteError extends Error {
  override name = 'InvalidNoteError';
}

/** Well below DynamoDB's 400 KB an item. */
export const MAX_CONTENT_CHARACTERS = 10_000;

/** Reads a note's content from a request's body, a JSON object with a text `content`.
 *  @throws InvalidNoteError */
export function parseContent(body: string | null): string {
  let value: unknown;
  try {
    value = JSON.parse(body ?? '');
  } catch {
    throw new InvalidNoteError('The body is no JSON. Send {"content": "…"}.');
  }
  const content = typeof value === 'object' && value !== null && 'content' in value ? value.content : undefined;
  if (typeof content !== 'string' || content.trim() === '') {
    throw new InvalidNoteError('"content" must be a text that is not empty.');
  }
  if (content.length > MAX_CONTENT_CHARACTERS) {
    throw new InvalidNoteError(`"content" has ${content.length} characters; ${MAX_CONTENT_CHARACTERS} are allowed.`);
  }
  return content;
}

/** A new note with an id of its own. */
export function createNote(content: string, now: Date): Note {
  const time = now.toISOString();
  return { noteId: randomUUID(), content, createdAt: time, updatedAt: time };
}
