/** An event as a local service writes it; the time is in epoch milliseconds. */
export interface NewLogEvent {
  readonly timestamp: number;
  readonly message: string;
}

/** Where the local API Gateway and Lambda write their log events: the local CloudWatch Logs, in-process.
 *  When `write` returns, the events survive the end of the process. */
export interface LogSink {
  /** Writes events, in order, to a stream; makes the log group and the log stream where they are missing. */
  write(logGroup: string, logStream: string, events: readonly NewLogEvent[]): void;
}
