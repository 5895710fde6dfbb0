import { randomUUID } from 'node:crypto';
import type { Note } from '../notes/note.ts';

/** A new note with an id of its own. */
export function createNote(content: string, now: Date): Note {
  const time = now.toISOString();
  return { noteId: randomUUID(), content, createdAt: time, updatedAt: time };
}
