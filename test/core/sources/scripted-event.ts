/** An event, and when the service begins to show it; times in virtual epoch milliseconds. */
export interface ScriptedEvent {
  readonly group: string;
  readonly timestamp: number;
  readonly arrival: number;
  readonly message: string;
  /** @default 's' */
  readonly stream?: string;
}
