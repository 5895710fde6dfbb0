import { notesTable } from '../notes/notes-table.ts';
import { type NotesHandler, ok } from '../notes/response.ts';

const MOST_NOTES = 100;

/** GET /notes */
export const handler: NotesHandler = async () => {
  const notes = await notesTable.list(MOST_NOTES);
  console.info({ message: 'notes listed', count: notes.length });
  return ok(notes);
};
