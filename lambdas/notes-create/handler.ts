import { log } from '../../helper/log.ts';
import { withLogging } from '../../helper/with-logging.ts';
import { createNote, parseContent } from '../notes/note.ts';
import { ok, withBadRequestResponse } from '../notes/note-responses.ts';
import { notesTable } from '../notes/notes-table.ts';
import { announce } from './note-webhook.ts';

/** POST /notes */
export const handler = withLogging(
  withBadRequestResponse(async (event) => {
    const note = createNote(parseContent(event.body), new Date());
    await notesTable.put(note);
    log('note created', 'info', { noteId: note.noteId, length: note.content.length });
    await announce(note);
    return ok(note, 201);
  }),
);
