import { log } from '../../helper/log.ts';
import { loggedFetch } from '../../helper/logged-fetch.ts';
import type { Note } from '../notes/note.ts';

/** A server that does not answer must not hold up the note, which is stored already. */
const MAX_WAIT_MS = 2000;

/** Tells a webhook of a new note. Its URL is the environment's alone (`NOTES_WEBHOOK_URL`): one that came with a request would let
 *  anybody send requests from inside. No URL, no webhook. */
export async function announce(note: Note): Promise<void> {
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
    // What has not come when the function ends is not in its record.
    await response.arrayBuffer();
    if (!response.ok) log('webhook refused', 'warn', { status: response.status });
  } catch (error) {
    log('webhook failed', 'warn', error);
  }
}
