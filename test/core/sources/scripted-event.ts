/** An event, and the time from which on the service returns it. Times are virtual epoch milliseconds. */
export interface ScriptedEvent {
  readonly group: string;
  readonly timestamp: number;
  readonly arrival: number;
  readonly message: string;
  /** @default 's' */
  readonly stream?: string;
}
