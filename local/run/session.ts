import { withoutTerminalCodes } from '../../core/terminal-codes.ts';
import type { LogSink } from '../log-sink.ts';
import { accessLine, type CallLineSettings, type ProxiedRequest } from './api-call-line.ts';
import { AppAgent } from './app-agent.ts';
import { type OutputStream, Program } from './program.ts';
import { LoggingProxy } from './proxy.ts';
import { programLogGroup, requestLogGroup } from './recorded-log-groups.ts';
import { createPathRouteFinder } from './route-patterns.ts';

export interface SessionOptions {
  readonly command: string;
  readonly args: readonly string[];
  /** Where the program listens. @default there is no proxy */
  readonly app?: AppOptions;
  readonly callLineSettings: CallLineSettings;
  /** Receives the log events of the program and the proxy. */
  readonly sink: LogSink;
  /** The program is killed this time after the first signal, in milliseconds. */
  readonly graceMs: number;
  /** Shows output of the program. The program waits until the promise resolves. */
  showOutput(lines: readonly string[]): Promise<void>;
  /** Shows a request to the program. */
  showCall(call: ProxiedRequest): void;
}

export interface AppOptions {
  /** The program receives it as PORT and APP_PORT. */
  readonly port: number;
  /** The port of the proxy; 0 chooses a free one. */
  readonly proxyPort: number;
  /** How long a request waits for the program to open its port, in milliseconds. */
  readonly waitMs: number;
  readonly logCalls: boolean;
  /** Templates of paths, such as `/users/{id}`. */
  readonly routes: readonly string[];
  /** Paths whose requests are not logged. */
  readonly unloggedPaths: readonly string[];
}

/** Runs a program behind a proxy, and records the log events of both. */
export class Session {
  readonly #options: SessionOptions;
  /** The common prefix of the log streams: `2026/11/21/140211-4711`. */
  readonly #stream = streamPrefix(new Date(), process.pid);
  readonly #agent: AppAgent | undefined;
  readonly #proxy: LoggingProxy | undefined;
  #program: Program | undefined;
  #proxyUrl: string | undefined;

  private constructor(options: SessionOptions) {
    this.#options = options;
    const { app } = options;
    if (!app) return;
    this.#agent = new AppAgent(app.port, app.waitMs);
    this.#proxy = new LoggingProxy({
      agent: this.#agent,
      findRoute: createPathRouteFinder(app.routes),
      onCall: (call) => this.#onCall(app, call),
    });
  }

  /** Opens the proxy's port, then starts the program.
   *  @throws PortInUseError, ProgramNotStartedError */
  static async start(options: SessionOptions): Promise<Session> {
    const session = new Session(options);
    try {
      if (options.app) session.#proxyUrl = await session.#proxy?.listen(options.app.proxyPort);
      session.#program = await Program.start({
        command: options.command,
        args: options.args,
        graceMs: options.graceMs,
        environment: programEnvironment(options.app),
        onLines: (stream, lines) => session.#onOutput(stream, lines),
      });
      return session;
    } catch (error) {
      await session.#proxy?.close();
      throw error;
    }
  }

  /** The base URL of the proxy, without a trailing slash; undefined without a proxy. */
  get proxyUrl(): string | undefined {
    return this.#proxyUrl;
  }

  /** Resolves with the exit code of the program when it has ended, its output is processed and all requests have ended. */
  async ended(): Promise<number> {
    const code = (await this.#program?.exited()) ?? 0;
    this.#agent?.end();
    await Promise.all([this.#program?.outputProcessed(), this.#proxy?.close()]);
    return code;
  }

  /** Forwards a signal to the program. */
  signal(name: NodeJS.Signals): void {
    this.#program?.signal(name);
  }

  /** Kills the program and its child processes. */
  kill(): void {
    this.#program?.kill();
  }

  async #onOutput(stream: OutputStream, lines: readonly string[]): Promise<void> {
    const { callLineSettings, sink } = this.#options;
    const timestamp = Date.now();
    // Log events have no color codes and no empty messages.
    const events = lines
      .map((line) => ({ timestamp, message: withoutTerminalCodes(line) }))
      .filter(({ message }) => message !== '');
    if (events.length > 0) sink.write(programLogGroup(callLineSettings.appId), `${this.#stream}/${stream}`, events);
    await this.#options.showOutput(lines);
  }

  #onCall(app: AppOptions, call: ProxiedRequest): void {
    if (!app.logCalls || app.unloggedPaths.includes(call.path)) return;
    const { callLineSettings, sink, showCall } = this.#options;
    const timestamp = Date.now();
    sink.write(requestLogGroup(callLineSettings.appId), this.#stream, [
      { timestamp, message: accessLine(call, callLineSettings) },
    ]);
    showCall(call);
  }
}

/** Without PYTHONUNBUFFERED, Python buffers its output to a pipe. */
function programEnvironment(app: AppOptions | undefined): Record<string, string> {
  return { PYTHONUNBUFFERED: '1', ...(app && { PORT: String(app.port), APP_PORT: String(app.port) }) };
}

function streamPrefix(now: Date, pid: number): string {
  const [date = '', time = ''] = now.toISOString().split(/[T.]/);
  return `${date.replaceAll('-', '/')}/${time.replaceAll(':', '')}-${pid}`;
}
