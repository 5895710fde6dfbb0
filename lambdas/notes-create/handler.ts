import { log } from '../../helper/log.ts';
import { withLogging } from '../../helper/with-logging.ts';
import { createNote, parseContent } from '../notes/note.ts';
import { jsonResponse, withBadRequestResponse } from '../notes/note-responses.ts';
import { notesTable } from '../notes/notes-table.ts';
import { notifyWebhook } from './note-webhook.ts';

/** POST /notes */
export const handler = withLogging(
  withBadRequestResponse(async (event) => {
    const note = createNote(parseContent(event.body), new Date());
    await notesTable.put(note);
    log('note created', 'info', { noteId: note.noteId, length: note.content.length });
    await notifyWebhook(note);
    return jsonResponse(note, 201);
  }),
);
