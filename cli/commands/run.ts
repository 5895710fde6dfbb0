import { basename } from 'node:path';
import { Flags } from '@oclif/core';
import { EXIT } from '../../core/user-error.ts';
import {
  type DevFile,
  programLogGroup,
  readDevFile,
  recordingPath,
  removeDevFile,
  requestLogGroup,
  writeDevFile,
} from '../../local/dev-file.ts';
import type { SessionNames } from '../../local/run/api-call-line.ts';
import type { Recording } from '../../local/run/recording.ts';
import { routeFault } from '../../local/run/route-patterns.ts';
import type { AppOptions, Session, SessionOptions } from '../../local/run/session.ts';
import { BaseCommand } from '../base-command.ts';
import { UsageError } from '../errors.ts';
import { durationFlag } from '../flags.ts';
import { notice, onLostReader } from '../output/output.ts';
import { LOG_FORMATS, Screen } from '../output/run-output.ts';
import { type ApiLoggingSettings, readApiLoggingSettings } from '../run-settings.ts';

/** The port of the sidecar in the system that this mode is modelled on. */
const DEFAULT_PORT = 3500;
const DEFAULT_GRACE_MS = 10_000;
const DEFAULT_WAIT_MS = 30_000;
const HEALTH_CHECKS = ['/health', '/healthz', '/livez', '/readyz'];

export default class Run extends BaseCommand {
  static override summary = 'Run a program: what it writes and the requests to it, in one session.';
  static override description =
    `With --app-port, a reverse proxy before the program logs every request. What the program writes is shown behind "== APP == ". Both are recorded in .tailgate/: \`logs tail\` reads them in this directory while the program runs, and \`logs tail --local\` afterwards.
The exit code is the program's. Where neither --api-logging nor --no-api-logging is given, logging.apiLogging.enabled of tailgate.json decides; by default requests are logged. The same goes for obfuscateURLs and omitHealthChecks.`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> -- node worker.js',
    '<%= config.bin %> <%= command.id %> --app-port 3000 -- node app.js',
    "<%= config.bin %> <%= command.id %> --app-port 8000 --route '/users/{id}' --obfuscate-paths --log-format json -- python3 app.py",
  ];
  static override strict = false;
  static override usage = '<%= command.id %> [FLAGS] -- COMMAND [ARGUMENT...]';
  static override flags = {
    'app-port': Flags.integer({
      summary: 'port that the program listens on; the program finds it in PORT',
      min: 1,
      max: 65_535,
    }),
    port: Flags.integer({
      summary: 'port of the proxy; 0 takes a free one',
      default: DEFAULT_PORT,
      min: 0,
      max: 65_535,
    }),
    'app-id': Flags.string({ summary: 'name of the program in its log groups (the name of the directory)' }),
    'app-wait': durationFlag({
      summary: 'how long a request waits for the program to open its port, such as 30s (the default)',
      helpValue: 'TIME',
    }),
    grace: durationFlag({
      summary: 'how long the program may take to end after Ctrl-C before it is killed, such as 10s (the default)',
      helpValue: 'TIME',
    }),
    'api-logging': Flags.boolean({ summary: 'log the requests', allowNo: true, helpGroup: 'API LOGGING' }),
    'obfuscate-paths': Flags.boolean({
      summary: 'log the route of a request, and never its path',
      allowNo: true,
      helpGroup: 'API LOGGING',
    }),
    route: Flags.string({
      summary: "a route of the program, such as '/users/{id}' or '/files/{path+}'",
      multiple: true,
      helpValue: 'ROUTE',
      helpGroup: 'API LOGGING',
    }),
    'omit-health-checks': Flags.boolean({
      summary: 'log no health checks',
      allowNo: true,
      helpGroup: 'API LOGGING',
    }),
    'health-check': Flags.string({
      summary: `path of a health check (${HEALTH_CHECKS.join(', ')})`,
      multiple: true,
      helpValue: 'PATH',
      helpGroup: 'API LOGGING',
    }),
    'log-format': Flags.option({
      summary: 'how requests are shown (pretty on a terminal, else logfmt)',
      options: LOG_FORMATS,
      helpGroup: 'API LOGGING',
    })(),
    color: Flags.boolean({ summary: 'colour the text (the default on a terminal)', allowNo: true }),
  };

  override async run(): Promise<void> {
    // What stands behind the dashes is not for oclif, which puts arguments that are numbers first.
    const dashes = this.argv.includes('--') ? this.argv.indexOf('--') : this.argv.length;
    const [command, ...args] = this.argv.slice(dashes + 1);
    const { argv, flags } = await this.parse(Run, this.argv.slice(0, dashes));
    if (!command || argv.length > 0)
      throw new UsageError('There is no program to run.', 'Write it after two dashes: logs run -- node app.js');
    const directory = process.cwd();
    const settings = readApiLoggingSettings(directory);
    const names: SessionNames = {
      appId: appIdOf(flags['app-id'], directory),
      version: this.config.version,
      obfuscatePaths: flags['obfuscate-paths'] ?? settings.obfuscateURLs ?? false,
    };
    for (const route of flags.route ?? []) {
      const fault = routeFault(route);
      if (fault) throw new UsageError(`--route "${route}": ${fault}.`, `Write one such as '/users/{id}'.`);
    }
    const running = readDevFile(directory);
    const recording = await recordingOf(directory, running);
    try {
      const screen = new Screen(names, flags['log-format'], flags.color);
      const session = await start({
        command,
        args,
        names,
        sink: recording.sink,
        graceMs: flags.grace ?? DEFAULT_GRACE_MS,
        showOutput: (lines) => screen.showOutput(lines),
        showCall: (call) => screen.showCall(call),
        ...appOptions(flags, settings),
      });
      if (!running) announce(directory, recording, names.appId, session);
      describe(names.appId, session, running);
      process.exitCode = await attend(session, screen);
    } finally {
      if (!running) removeDevFile(directory);
      recording.close();
    }
  }
}

/** Several programs of a directory are recorded together, by the first: the file of the log events has one writer. */
async function recordingOf(directory: string, running: DevFile | undefined): Promise<Recording> {
  if (running) {
    const { openRemoteRecording } = await import('../../local/run/remote-recording.ts');
    return openRemoteRecording({ endpoint: running.endpoint, region: running.region, notice });
  }
  const { openRecording } = await import('../../local/run/recording.ts');
  return openRecording({ path: recordingPath(directory), notice });
}

/** @throws PortInUseError, ProgramNotStartedError */
async function start(options: SessionOptions): Promise<Session> {
  const { Session } = await import('../../local/run/session.ts');
  return Session.start(options);
}

/** Says to other commands where logs are. */
function announce(directory: string, { endpoint, region }: Recording, appId: string, { proxyUrl }: Session): void {
  writeDevFile(directory, {
    command: 'logs run',
    pid: process.pid,
    endpoint,
    region,
    apis: proxyUrl === undefined ? {} : { [appId]: proxyUrl },
    startedAt: new Date().toISOString(),
  });
}

/** Says to people where requests go and logs are. */
function describe(appId: string, { proxyUrl }: Session, running: DevFile | undefined): void {
  if (proxyUrl !== undefined) notice(`send requests to ${proxyUrl}`);
  const groups = [programLogGroup(appId), ...(proxyUrl === undefined ? [] : [requestLogGroup(appId)])];
  const where = running ? `, by the \`${running.command ?? 'logs dev'}\` that runs here (process ${running.pid})` : '';
  notice(`recording to ${groups.join(' and ')}${where}`);
}

/** Passes signals on until the program has ended.
 *  @returns its exit code; 0 when whoever read the output had seen enough. */
async function attend(session: Session, screen: Screen): Promise<number> {
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (process.stderr.isTTY && name === 'SIGINT') notice('ending …; Ctrl-C again kills the program');
      session.signal(name);
    });
  }
  // The program ends with this process, however that ends.
  const kill = () => session.kill();
  process.once('exit', kill);
  onLostReader(() => {
    if (screen.isClosed) return;
    screen.isClosed = true;
    session.signal('SIGTERM');
  });
  const code = await session.ended();
  process.off('exit', kill);
  return screen.isClosed ? EXIT.SUCCESS : code;
}

interface AppFlags {
  readonly 'app-port': number | undefined;
  readonly port: number;
  readonly 'app-wait': number | undefined;
  readonly 'api-logging': boolean | undefined;
  readonly route: string[] | undefined;
  readonly 'omit-health-checks': boolean | undefined;
  readonly 'health-check': string[] | undefined;
}

/** @throws CliError when the proxy would listen where the program does. */
function appOptions(flags: AppFlags, settings: ApiLoggingSettings): { readonly app?: AppOptions } {
  const port = flags['app-port'];
  if (port === undefined) return {};
  if (port === flags.port)
    throw new UsageError(`--port ${port} is the program's own port.`, 'Choose another for the proxy.');
  const omitsHealthChecks = flags['omit-health-checks'] ?? settings.omitHealthChecks ?? false;
  const app = {
    port,
    proxyPort: flags.port,
    waitMs: flags['app-wait'] ?? DEFAULT_WAIT_MS,
    logCalls: flags['api-logging'] ?? settings.enabled ?? true,
    routes: flags.route ?? [],
    unlogged: omitsHealthChecks ? (flags['health-check'] ?? HEALTH_CHECKS) : [],
  };
  return { app };
}

/** @throws CliError for a name that cannot be part of a log group's. */
function appIdOf(given: string | undefined, directory: string): string {
  if (given === undefined) return basename(directory).replace(/[^\w.-]+/g, '-') || 'app';
  if (/^[\w.-]{1,100}$/.test(given)) return given;
  throw new UsageError(
    `--app-id "${given}" cannot be part of a log group's name.`,
    'Write letters, digits, ".", "_" and "-".',
  );
}
