import { log } from '../../helper/log.ts';
import { withLogging } from '../../helper/with-logging.ts';
import { parseContent } from '../notes/note.ts';
import { jsonResponse, noteNotFound, withBadRequestResponse } from '../notes/note-responses.ts';
import { notesTable } from '../notes/notes-table.ts';

/** PUT /notes/{noteId} */
export const handler = withLogging(
  withBadRequestResponse(async (event) => {
    const noteId = event.pathParameters?.noteId ?? '';
    const note = await notesTable.setContent(noteId, parseContent(event.body), new Date().toISOString());
    if (!note) return noteNotFound(noteId);
    log('note updated', 'info', { noteId, length: note.content.length });
    return jsonResponse(note);
  }),
);
