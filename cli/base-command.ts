import { Command, Flags } from '@oclif/core';
import { notice } from './output/output.ts';
import { Connection, type ConnectionFlags } from './session/connection.ts';

/** Flags of every command that reads from AWS. */
export const connectionFlags = {
  region: Flags.string({ summary: 'AWS region', helpGroup: 'AWS' }),
  profile: Flags.string({ summary: 'read AWS, by this profile of its configuration files', helpGroup: 'AWS' }),
  'endpoint-url': Flags.string({ summary: 'read from this AWS endpoint instead', helpGroup: 'AWS' }),
  local: Flags.boolean({
    summary: 'read `logs dev` or `logs run`, or what they recorded, and nothing else (the default where one runs)',
    helpGroup: 'AWS',
    allowNo: true,
  }),
};

/** What all commands share: where they read from, and how they end. */
export abstract class BaseCommand extends Command {
  #connection: Connection | undefined;

  /** Opens the connection that the flags describe, and says so when it is not AWS. */
  protected connect(flags: ConnectionFlags): Connection {
    this.#connection = Connection.open(flags);
    if (this.#connection.notice) notice(this.#connection.notice);
    return this.#connection;
  }

  /** Errors are explained in one place, `errors.ts`, for what is thrown before a command runs as well. */
  protected override async catch(error: Error): Promise<never> {
    throw Object.assign(error, {
      command: this.id?.replaceAll(':', ' '),
      args: this.argv,
      isRecorded: this.#connection?.isRecorded,
    });
  }
}
