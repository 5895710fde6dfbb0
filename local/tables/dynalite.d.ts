/** dynalite brings no types; this is what we use of it. */
declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** @param options.createTableMs how long a new table stays in the state CREATING. */
  export default function dynalite(options?: { createTableMs?: number }): Server;
}
