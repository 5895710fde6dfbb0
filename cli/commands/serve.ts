import { join } from 'node:path';
import { Flags } from '@oclif/core';
import { systemClock } from '../../core/clock.ts';
import type { LogsApiDeps } from '../../lambdas/logs-api/ports.ts';
import { BaseCommand, connectionFlags } from '../base-command.ts';
import type { Connection } from '../connection.ts';
import { CliError } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';
import { onInterrupt } from '../interrupt.ts';
import type { LogsServer } from '../logs-server.ts';
import { notice, writeOut } from '../output.ts';

const DEFAULT_PORT = 4590;
const MOST_STREAMS = 2000;

export default class Serve extends BaseCommand {
  static override summary =
    'Serve the Logs API on this machine, over the account or the local stacks that `logs` sees.';
  static override description =
    'Answers on 127.0.0.1 until Ctrl-C. With --table, the tokens and the API calls of that table are served; without, one token is made for this session, and only the logs are served.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --port 0',
    '<%= config.bin %> <%= command.id %> --table LogsApi-Table',
  ];
  static override flags = {
    ...connectionFlags,
    port: Flags.integer({
      summary: 'port to listen on; 0 takes a free one',
      default: DEFAULT_PORT,
      min: 0,
      max: 65_535,
    }),
    table: Flags.string({ summary: 'DynamoDB table of a Logs API: its tokens, its API calls', helpValue: 'NAME' }),
    'cors-origin': Flags.string({
      summary: 'let web pages of this origin read; may be repeated',
      helpValue: 'ORIGIN',
      multiple: true,
    }),
  };

  override async run(): Promise<void> {
    const { flags } = await this.parse(Serve);
    const connection = this.connect(flags);
    const signal = onInterrupt();
    const { deps, sessionToken } = await makeDeps(connection, {
      tableName: flags.table,
      corsOrigins: (flags['cors-origin'] ?? []).map(origin),
      keyFile: join(this.config.dataDir, 'logs-api.key'),
    });
    const { createLogsApi } = await import('../../lambdas/logs-api/app.ts');
    const server = await listen(createLogsApi(deps), flags.port);
    try {
      await writeOut(describe(server.url, flags.table, sessionToken));
      if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
    } finally {
      deps.logs.close();
      await server.close();
    }
  }
}

interface ServeOptions {
  readonly tableName: string | undefined;
  readonly corsOrigins: readonly string[];
  /** Where the key of cursors is kept when there is no table. */
  readonly keyFile: string;
}

/** What the Logs API is made of on this machine. */
async function makeDeps(
  connection: Connection,
  options: ServeOptions,
): Promise<{ deps: LogsApiDeps; sessionToken: string | undefined }> {
  const [
    { AwsAccount },
    { AccountComponents },
    { filterLogEventsQuota, RateBudget },
    { MemoryRateLimiter },
    { LogReader },
    { LogStreams },
    { CursorCodec },
  ] = await Promise.all([
    import('../aws-account.ts'),
    import('../account-components.ts'),
    import('../../core/rate-budget.ts'),
    import('../../lambdas/logs-api/rate-limit.ts'),
    import('../../lambdas/logs-api/reading/log-reader.ts'),
    import('../../lambdas/logs-api/reading/log-streams.ts'),
    import('../../core/cursor.ts'),
  ]);
  // Reading repeats failed calls itself, and pays for each from the rate budget.
  const client = await connection.logs({ maxAttempts: 1 });
  const budget = new RateBudget(
    connection.isAws ? filterLogEventsQuota(await client.config.region()) : Number.POSITIVE_INFINITY,
  );
  const reader = { client, budget, clock: systemClock };
  const access =
    options.tableName === undefined ? await ofSession(options) : await ofTable(connection, options.tableName);
  return {
    sessionToken: access.sessionToken,
    deps: {
      ...access,
      logs: new LogReader({
        reader,
        settleMs: connection.isAws ? 1000 : 50,
        pollIntervalMs: 500,
        notice,
      }),
      streams: new LogStreams(reader),
      components: new AccountComponents(new AwsAccount(connection, await connection.logs()), versionOf(connection)),
      rateLimiter: new MemoryRateLimiter(systemClock),
      cursors: new CursorCodec(access.key),
      clock: systemClock,
      limits: { longestStreamMs: Number.POSITIVE_INFINITY, mostStreams: MOST_STREAMS },
      corsOrigins: options.corsOrigins,
      report: (error) => notice(`a request failed: ${error.name}: ${error.message}`),
    },
  };
}

interface Access extends Pick<LogsApiDeps, 'authenticate' | 'calls'> {
  /** Signs cursors. */
  readonly key: Buffer;
  readonly sessionToken: string | undefined;
}

async function ofSession({ keyFile }: ServeOptions): Promise<Access> {
  const [{ SessionToken }, { secretFile }] = await Promise.all([
    import('../../lambdas/logs-api/tokens/session-token.ts'),
    import('../secret-file.ts'),
  ]);
  const token = new SessionToken();
  return {
    calls: undefined,
    authenticate: async (request) => token.verify(request.headers.get('authorization')),
    key: secretFile(keyFile),
    sessionToken: token.text,
  };
}

async function ofTable(connection: Connection, tableName: string): Promise<Access> {
  const [{ DynamoCallStore }, { TokenStore }, { cursorKey }] = await Promise.all([
    import('../../lambdas/logs-api/calls/call-store.ts'),
    import('../../lambdas/logs-api/tokens/token-store.ts'),
    import('../../lambdas/logs-api/cursor-key.ts'),
  ]);
  const table = { client: await connection.dynamoDb(), tableName, clock: systemClock };
  const tokens = new TokenStore(table);
  return {
    calls: new DynamoCallStore(table),
    authenticate: (request) => tokens.verify(request.headers.get('authorization')),
    key: await cursorKey(table.client, tableName),
    sessionToken: undefined,
  };
}

function versionOf(connection: Connection) {
  return async (FunctionName: string, Qualifier: string): Promise<string | undefined> => {
    const { GetFunctionConfigurationCommand } = await import('@aws-sdk/client-lambda');
    const lambda = await connection.lambda();
    try {
      return (await lambda.send(new GetFunctionConfigurationCommand({ FunctionName, Qualifier }))).Version;
    } catch (error) {
      if ((error as Error).name === 'ResourceNotFoundException') return undefined;
      throw error;
    }
  };
}

async function listen(
  app: Parameters<typeof import('../logs-server.ts').startLogsServer>[0],
  port: number,
): Promise<LogsServer> {
  const { startLogsServer } = await import('../logs-server.ts');
  try {
    return await startLogsServer(app, port);
  } catch (error) {
    if ((error as Error).name !== 'PortInUseError') throw error;
    throw new CliError(
      `Port ${port} is in use. Choose another with --port, or let it take a free one: --port 0`,
      EXIT.WRONG_USE,
    );
  }
}

/** @throws CliError for what is no origin. */
function origin(text: string): string {
  if (URL.canParse(text) && new URL(text).origin === text) return text;
  throw new CliError(`"${text}" is no origin. Write one such as https://logs.example.com.`, EXIT.WRONG_USE);
}

function describe(url: string, table: string | undefined, sessionToken: string | undefined): string {
  const access =
    sessionToken === undefined
      ? `Tokens\n  those of the table: logs token create --table ${table}\n`
      : `Token of this session\n  ${sessionToken}\n`;
  return [
    'The Logs API runs on this machine; Ctrl-C ends it.\n',
    `API\n  ${url}/logs/v2/component\n  ${url}/openapi.json\n`,
    access,
    // By stdin: what stands on a command line is in the list of processes.
    `Try\n  curl -LH @- ${url}/logs/v2/component <<< 'Authorization: Bearer ${sessionToken ?? '<token>'}'\n`,
  ].join('');
}
