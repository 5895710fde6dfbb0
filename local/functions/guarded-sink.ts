import type { LogSink } from '../log-sink.ts';

/** A sink that does not throw: functions go on when their log cannot be written. Each reason is told once. */
export function guardedSink(sink: LogSink, notice: (message: string) => void): LogSink {
  const told = new Set<string>();
  return {
    write(logGroup, logStream, events) {
      try {
        sink.write(logGroup, logStream, events);
      } catch (error) {
        const { message } = error as Error;
        if (told.has(message)) return;
        told.add(message);
        notice(`log events of ${logGroup} are lost: ${message}`);
      }
    },
  };
}
