import { Args } from '@oclif/core';
import { EXIT } from '../../../core/user-error.ts';
import { BaseCommand } from '../../base-command.ts';
import { CliError } from '../../errors.ts';
import { connectionFlags } from '../../flags/connection-flags.ts';
import { openTokenStore, tableFlag } from '../../logs-api/logs-api-table.ts';
import { notice } from '../../output/stdio.ts';

export default class TokenRevoke extends BaseCommand {
  static override summary = 'Revoke a bearer token of the Logs API.';
  static override description = 'A host that used the token recently may accept it for another minute.';
  static override examples = ['<%= config.bin %> <%= command.id %> --table stack:LogsApi q1w2e3r4t5y6'];
  static override args = {
    id: Args.string({ description: 'the part of the token before the dot', required: true }),
  };
  static override flags = { ...connectionFlags, table: tableFlag };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(TokenRevoke);
    // The complete token is accepted, too; its secret is not used.
    const id = args.id.split('.', 1)[0] ?? '';
    const store = await openTokenStore(this.connect(flags), flags.table);
    if (await store.revoke(id)) notice(`The token ${id} is revoked.`);
    else throw new CliError(EXIT.TARGET_NOT_FOUND, `There is no token ${id}.`, '`logs token list` lists the tokens.');
  }
}
