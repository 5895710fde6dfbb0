import { log } from '../../helper/log.ts';
import { withLogging } from '../../helper/with-logging.ts';
import { jsonResponse, type NotesHandler } from '../notes/note-responses.ts';
import { notesTable } from '../notes/notes-table.ts';

const MAX_NOTES = 100;

const listNotes: NotesHandler = async () => {
  const notes = await notesTable.list(MAX_NOTES);
  log('notes listed', 'info', { count: notes.length });
  return jsonResponse(notes);
};

/** GET /notes */
export const handler = withLogging(listNotes);
