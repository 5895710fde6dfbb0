import { log } from '../../helper/log.ts';
import { withLogging } from '../../helper/with-logging.ts';
import { type NotesHandler, noteNotFound } from '../notes/note-responses.ts';
import { notesTable } from '../notes/notes-table.ts';

const deleteNote: NotesHandler = async (event) => {
  const noteId = event.pathParameters?.noteId ?? '';
  if (!(await notesTable.delete(noteId))) return noteNotFound(noteId);
  log('note deleted', 'info', { noteId });
  return { statusCode: 204, body: '' };
};

/** DELETE /notes/{noteId} */
export const handler = withLogging(deleteNote);
