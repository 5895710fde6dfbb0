import { log } from '../../helper/log.ts';
import { withLogging } from '../../helper/with-logging.ts';
import { jsonResponse, type NotesHandler, noteNotFound } from '../notes/note-responses.ts';
import { notesTable } from '../notes/notes-table.ts';
import { simulateFailure } from './simulate-failure.ts';

const getNote: NotesHandler = async (event) => {
  const noteId = event.pathParameters?.noteId ?? '';
  log('looking up', 'debug', { noteId });
  await simulateFailure(event.queryStringParameters?.simulate);
  const note = await notesTable.get(noteId);
  if (!note) return noteNotFound(noteId);
  log('note read', 'info', { noteId });
  return jsonResponse(note);
};

/** GET /notes/{noteId} */
export const handler = withLogging(getNote, { capture: 'errors' });
