import type { LogSink, NewLogEvent } from '../../../local/log-sink.ts';

/** Keeps the written log events in memory. */
export class RecordingSink implements LogSink {
  readonly written: { readonly group: string; readonly stream: string; readonly events: readonly NewLogEvent[] }[] = [];

  write(group: string, stream: string, events: readonly NewLogEvent[]): void {
    this.written.push({ group, stream, events });
  }

  /** The messages of a group, or of all groups, in the order in which they were written. */
  messages(group?: string): string[] {
    return this.written
      .filter((entry) => group === undefined || entry.group === group)
      .flatMap((entry) => entry.events.map((event) => event.message));
  }

  /** The log streams, in the order of their first event. */
  get streams(): string[] {
    return [...new Set(this.written.map(({ stream }) => stream))];
  }
}
