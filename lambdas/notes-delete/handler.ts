import { notesTable } from '../notes/notes-table.ts';
import { type NotesHandler, notFound } from '../notes/response.ts';

/** DELETE /notes/{noteId} */
export const handler: NotesHandler = async (event) => {
  const noteId = event.pathParameters?.noteId ?? '';
  if (!(await notesTable.delete(noteId))) return notFound(noteId);
  console.info({ message: 'note deleted', noteId });
  return { statusCode: 204, body: '' };
};
