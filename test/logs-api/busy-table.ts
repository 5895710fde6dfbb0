import type { VirtualClock } from '../core/sources/virtual-clock.ts';
import type { CallsTable } from './local-calls-table.ts';

/** A client of a table that stops virtual time during its calls. */
export function busyClient({ client }: CallsTable, clock: VirtualClock): CallsTable['client'] {
  const send = async (command: Parameters<typeof client.send>[0]) => {
    clock.busy += 1;
    try {
      return await client.send(command);
    } finally {
      clock.busy -= 1;
    }
  };
  return { send } as unknown as CallsTable['client'];
}
