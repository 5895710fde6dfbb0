import type { InvokeFunction } from '../account.ts';

/** The members of an event that tests of the protocol read. */
export interface SentEvent {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: Readonly<Record<string, unknown>>;
  readonly OldResourceProperties?: Readonly<Record<string, unknown>>;
}

/** A function whose answers a test defines, over the real protocol. An answer of undefined sends no response. */
export function scriptedHandler(answer: (event: SentEvent) => object | undefined) {
  const events: SentEvent[] = [];
  const invoke: InvokeFunction = async (_, sent, { clock }) => {
    const event = sent as SentEvent;
    events.push(event);
    const result = answer(event);
    if (result === undefined) return;
    const { StackId, RequestId, LogicalResourceId } = event;
    const body = JSON.stringify({ Status: 'SUCCESS', StackId, RequestId, LogicalResourceId, ...result });
    clock.busy += 1;
    try {
      await fetch(event.ResponseURL, { method: 'PUT', headers: { 'Content-Type': '' }, body });
    } finally {
      clock.busy -= 1;
    }
  };
  return { invoke, events };
}
