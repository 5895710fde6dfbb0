import { Command } from '@oclif/core';
import { notice } from './output/stdio.ts';
import type { Connection } from './session/connection.ts';
import { type ConnectionFlags, openConnection } from './session/open-connection.ts';

/** The base of all commands: opens their connection, and adds to their errors what `errors.ts` needs to explain them. */
export abstract class BaseCommand extends Command {
  #connection: Connection | undefined;

  /** Opens the connection that the flags describe, with a notice when it is not AWS. */
  protected connect(flags: ConnectionFlags): Connection {
    this.#connection = openConnection(flags);
    if (this.#connection.notice) notice(this.#connection.notice);
    return this.#connection;
  }

  protected override async catch(error: Error): Promise<never> {
    throw Object.assign(error, {
      command: this.id?.replaceAll(':', ' '),
      args: this.argv,
      isRecorded: this.#connection?.isRecorded,
    });
  }
}
