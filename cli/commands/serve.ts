import { join } from 'node:path';
import { Flags } from '@oclif/core';
import { BaseCommand } from '../base-command.ts';
import { corsOriginFlag } from '../flags/access-flags.ts';
import { connectionFlags } from '../flags/connection-flags.ts';
import { tableName } from '../logs-api/logs-api-table.ts';
import type { LogsServer } from '../logs-api/logs-server.ts';
import { notice, writeOut } from '../output/stdio.ts';
import { onInterrupt, untilAborted } from '../session/end-signals.ts';

const DEFAULT_PORT = 4590;

export default class Serve extends BaseCommand {
  static override summary =
    'Serve the Logs API on this machine, for the AWS account or the local stacks that `logs` reads.';
  static override description =
    'Listens on 127.0.0.1 until Ctrl-C. With --table, uses the tokens and API calls of that table. Without it, creates one token for this session, and serves only the logs.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --port 0',
    '<%= config.bin %> <%= command.id %> --table stack:LogsApi',
  ];
  static override flags = {
    ...connectionFlags,
    port: Flags.integer({
      summary: 'port to listen on; 0 chooses a free port',
      default: DEFAULT_PORT,
      min: 0,
      max: 65_535,
    }),
    table: Flags.string({
      summary: 'DynamoDB table of a Logs API, with its tokens and API calls; stack:NAME for the table of that stack',
      helpValue: 'NAME',
    }),
    'cors-origin': corsOriginFlag('the Logs API'),
  };

  override async run(): Promise<void> {
    const { flags } = await this.parse(Serve);
    const connection = this.connect(flags);
    const signal = onInterrupt();
    const { logsApiDeps } = await import('../logs-api/logs-api-deps.ts');
    const corsOrigins = flags['cors-origin'] ?? [];
    const { deps, sessionToken } = await logsApiDeps(connection, {
      tableName: flags.table === undefined ? undefined : await tableName(connection, flags.table),
      corsOrigins,
      keyFile: join(this.config.dataDir, 'logs-api.key'),
    });
    const { createLogsApi } = await import('../../logs-api/logs-api-app.ts');
    const server = await listen(createLogsApi(deps), flags.port, { corsOrigins, notice });
    try {
      await writeOut(describe(server.url, flags.table, sessionToken));
      await untilAborted(signal);
    } finally {
      deps.reader.close();
      await server.close();
    }
  }
}

async function listen(
  ...options: Parameters<typeof import('../logs-api/logs-server.ts').startLogsServer>
): Promise<LogsServer> {
  const { startLogsServer } = await import('../logs-api/logs-server.ts');
  return startLogsServer(...options);
}

function describe(url: string, table: string | undefined, sessionToken: string | undefined): string {
  const access =
    sessionToken === undefined
      ? `Tokens\n  of the table: logs token create --table ${table}\n`
      : `Token of this session\n  ${sessionToken}\n`;
  return [
    'The Logs API runs on this machine; Ctrl-C ends it.\n',
    `API\n  ${url}/logs/v2/component\n  ${url}/openapi.json\n`,
    access,
    // The token goes through stdin: arguments are visible in the list of processes.
    `Try\n  curl -LH @- ${url}/logs/v2/component <<< 'Authorization: Bearer ${sessionToken ?? '<token>'}'\n`,
  ].join('');
}
