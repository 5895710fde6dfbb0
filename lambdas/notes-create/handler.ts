import { parseContent } from '../notes/note.ts';
import { notesTable } from '../notes/notes-table.ts';
import { answeringBadRequests, ok } from '../notes/response.ts';
import { createNote } from './create-note.ts';

/** POST /notes */
export const handler = answeringBadRequests(async (event) => {
  const note = createNote(parseContent(event.body), new Date());
  await notesTable.put(note);
  console.info({ message: 'note created', noteId: note.noteId, length: note.content.length });
  return ok(note, 201);
});
