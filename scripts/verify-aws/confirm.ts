import { createInterface } from 'node:readline/promises';
import type { Readable, Writable } from 'node:stream';
import { StartError } from './exit-codes.ts';

/** Asks whether to start. Only the answer "yes" or "y" starts.
 *  @param start.place the account and the region, in words.
 *  @param terminal.isTty whether a person can answer.
 *  @throws StartError when the answer is no, or when no terminal can ask. */
export async function confirmStart(
  { yes, place }: { readonly yes: boolean; readonly place: string },
  terminal: { readonly input: Readable; readonly output: Writable; readonly isTty: boolean },
): Promise<void> {
  if (yes) return;
  if (!terminal.isTty) {
    throw new StartError('This is not a terminal, so the run cannot ask.', 'Add --yes: `npm run verify:aws -- --yes`.');
  }
  const question = createInterface({ input: terminal.input, output: terminal.output });
  // The input may end without an answer.
  const closed = new Promise<string>((resolve) => question.once('close', () => resolve('')));
  const answer = await Promise.race([question.question(`Create them in ${place}? (yes/no) `), closed]);
  question.close();
  if (!/^y(es)?$/i.test(answer.trim())) throw new StartError('Nothing was created.');
}
