/** dynalite has no types. This declares only what `tables.ts` uses. */
declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** @param options.createTableMs how long a new table stays in the state CREATING. */
  export default function dynalite(options?: { createTableMs?: number }): Server;
}
