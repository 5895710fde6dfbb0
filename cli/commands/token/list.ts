import { type Column, renderTable } from '../../../core/render/table.ts';
import { EXIT } from '../../../core/user-error.ts';
import type { TokenInfo } from '../../../logs-api/tokens/token-store.ts';
import { BaseCommand } from '../../base-command.ts';
import { outputFlag } from '../../flags/common-flags.ts';
import { connectionFlags } from '../../flags/connection-flags.ts';
import { openTokenStore, tableFlag } from '../../logs-api/logs-api-table.ts';
import { notice, writeOut } from '../../output/stdio.ts';
import { terminalWidth } from '../../output/terminal.ts';

export default class TokenList extends BaseCommand {
  static override summary = 'List the bearer tokens of the Logs API, without their secrets.';
  static override examples = ['<%= config.bin %> <%= command.id %> --table stack:LogsApi'];
  static override flags = { ...connectionFlags, table: tableFlag, output: outputFlag() };

  override async run(): Promise<void> {
    const { flags } = await this.parse(TokenList);
    const tokens = await (await openTokenStore(this.connect(flags), flags.table)).list();
    if (flags.output === 'json') {
      for (const token of tokens) await writeOut(`${JSON.stringify(token)}\n`, 'json');
    } else if (tokens.length > 0) {
      await writeOut(`${renderTable(tokens, COLUMNS, terminalWidth())}\n`);
    }
    if (tokens.length === 0) {
      notice('There are no tokens. `logs token create` creates one.');
      process.exitCode = EXIT.NOTHING_FOUND;
    }
  }
}

const COLUMNS: Column<TokenInfo>[] = [
  { heading: 'ID', value: ({ id }) => id },
  { heading: 'DOMAIN', value: ({ domainId }) => domainId ?? '(operator)' },
  { heading: 'SCOPES', value: ({ scopes }) => scopes.join(' ') },
  { heading: 'CREATED', value: ({ createdAt }) => formatDate(createdAt) },
  { heading: 'EXPIRES', value: ({ expiresAt }) => (expiresAt === null ? 'never' : formatDate(expiresAt)) },
  { heading: 'LABEL', cuts: true, value: ({ label }) => label ?? '' },
];

function formatDate(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
