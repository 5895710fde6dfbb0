/** A log event before it is stored. */
export interface NewLogEvent {
  /** Epoch milliseconds. */
  readonly timestamp: number;
  readonly message: string;
}

/** Where the local API Gateway and Lambda write their log events. */
export interface LogSink {
  /** Writes events to a log stream, in order. Creates the log group and the log stream if they do not exist. The events are
   *  stored when this returns: they survive the end of the process. */
  write(logGroup: string, logStream: string, events: readonly NewLogEvent[]): void;
}

/** Wraps a sink so that `write` never throws: a function must not fail because its log cannot be written.
 *  @param notice called once for each different error. */
export function createNonThrowingSink(sink: LogSink, notice: (message: string) => void): LogSink {
  const reported = new Set<string>();
  return {
    write(logGroup, logStream, events) {
      try {
        sink.write(logGroup, logStream, events);
      } catch (error) {
        const { message } = error as Error;
        if (reported.has(message)) return;
        reported.add(message);
        notice(`log events of ${logGroup} are lost: ${message}`);
      }
    },
  };
}
