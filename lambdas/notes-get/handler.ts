import { notesTable } from '../notes/notes-table.ts';
import { type NotesHandler, notFound, ok } from '../notes/response.ts';
import { simulateFailure } from '../notes/simulate.ts';

/** GET /notes/{noteId} */
export const handler: NotesHandler = async (event) => {
  const noteId = event.pathParameters?.noteId ?? '';
  await simulateFailure(event.queryStringParameters?.simulate);
  const note = await notesTable.get(noteId);
  if (!note) return notFound(noteId);
  console.info({ message: 'note read', noteId });
  return ok(note);
};
