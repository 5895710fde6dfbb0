import { log } from '../../helper/log.ts';
import { loggedFetch } from '../../helper/logged-fetch.ts';
import type { Note } from '../notes/note.ts';

/** The note is already stored, so a slow server must not delay the response. */
const MAX_WAIT_MS = 2000;

/** Sends a new note to a webhook, if `NOTES_WEBHOOK_URL` is set. The URL must not come from a request: any client could then
 *  send requests from inside the network (server-side request forgery). */
export async function notifyWebhook(note: Note): Promise<void> {
  const url = process.env.NOTES_WEBHOOK_URL;
  if (!url) return;
  try {
    const response = await loggedFetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ event: 'note.created', note }),
      redirect: 'error',
      signal: AbortSignal.timeout(MAX_WAIT_MS),
    });
    // The record holds only the part of the body that arrives before the invocation ends.
    await response.arrayBuffer();
    if (!response.ok) log('webhook refused', 'warn', { status: response.status });
  } catch (error) {
    log('webhook failed', 'warn', error);
  }
}
