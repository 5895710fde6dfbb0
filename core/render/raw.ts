import type { LogRecord } from '../log-event.ts';

/** The message as it is, without the newline that many writers end it with. */
export function renderRaw({ message }: LogRecord): string {
  return message.endsWith('\n') ? message.slice(0, -1) : message;
}
