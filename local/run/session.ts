import { stripVTControlCharacters } from 'node:util';
import { programLogGroup, requestLogGroup } from '../dev-file.ts';
import type { LogSink } from '../log-sink.ts';
import { accessLine, type ProxiedRequest, type SessionNames } from './api-call-line.ts';
import { AppAgent } from './app-agent.ts';
import { type OutputStream, Program } from './program.ts';
import { LoggingProxy } from './proxy.ts';
import { createPathRouteFinder } from './route-patterns.ts';

export interface SessionOptions {
  readonly command: string;
  readonly args: readonly string[];
  /** Where the program listens; without it there is no proxy. */
  readonly app?: AppOptions;
  readonly names: SessionNames;
  /** Where what is seen is recorded. */
  readonly sink: LogSink;
  /** How long the program may take to end after the first signal, in milliseconds. */
  readonly graceMs: number;
  /** Shows what the program wrote; the program waits meanwhile. */
  showOutput(lines: readonly string[]): Promise<void>;
  /** Shows a request. */
  showCall(call: ProxiedRequest): void;
}

export interface AppOptions {
  /** Given to the program as PORT and APP_PORT. */
  readonly port: number;
  /** Port of the proxy; 0 takes a free one. */
  readonly proxyPort: number;
  /** How long a request waits for the program to open its port, in milliseconds. */
  readonly waitMs: number;
  readonly logCalls: boolean;
  /** Templates of paths, such as `/users/{id}`. */
  readonly routes: readonly string[];
  /** Paths whose requests leave no line. */
  readonly unlogged: readonly string[];
}

/** A program, the proxy before it, and what is recorded of both. */
export class Session {
  readonly #options: SessionOptions;
  /** What all log streams of the session begin with: `2026/11/21/140211-4711`. */
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
        environment: environmentOf(options.app),
        onLines: (stream, lines) => session.#onOutput(stream, lines),
      });
      return session;
    } catch (error) {
      await session.#proxy?.close();
      throw error;
    }
  }

  /** Base URL of the proxy, without a slash at its end; undefined where there is none. */
  get proxyUrl(): string | undefined {
    return this.#proxyUrl;
  }

  /** Resolves with the exit code of the program when it has ended, its output was taken and every request was answered. */
  async ended(): Promise<number> {
    const code = (await this.#program?.exited()) ?? 0;
    this.#agent?.end();
    await Promise.all([this.#program?.outputTaken(), this.#proxy?.close()]);
    return code;
  }

  /** Passes a signal on to the program. */
  signal(name: NodeJS.Signals): void {
    this.#program?.signal(name);
  }

  /** Ends the program, and all that it started, at once. */
  kill(): void {
    this.#program?.kill();
  }

  async #onOutput(stream: OutputStream, lines: readonly string[]): Promise<void> {
    const { names, sink } = this.#options;
    const timestamp = Date.now();
    // A log event holds no colours, and no empty message.
    const events = lines
      .map((line) => ({ timestamp, message: stripVTControlCharacters(line) }))
      .filter(({ message }) => message !== '');
    if (events.length > 0) sink.write(programLogGroup(names.appId), `${this.#stream}/${stream}`, events);
    await this.#options.showOutput(lines);
  }

  #onCall(app: AppOptions, call: ProxiedRequest): void {
    if (!app.logCalls || app.unlogged.includes(call.path)) return;
    const { names, sink, showCall } = this.#options;
    const timestamp = Date.now();
    sink.write(requestLogGroup(names.appId), this.#stream, [{ timestamp, message: accessLine(call, names) }]);
    showCall(call);
  }
}

/** Python keeps back what it writes into a pipe, unless it is told not to. */
function environmentOf(app: AppOptions | undefined): Record<string, string> {
  const port = app ? { PORT: String(app.port), APP_PORT: String(app.port) } : {};
  return { PYTHONUNBUFFERED: '1', ...port };
}

function streamPrefix(now: Date, pid: number): string {
  const [date = '', time = ''] = now.toISOString().split(/[T.]/);
  return `${date.replaceAll('-', '/')}/${time.replaceAll(':', '')}-${pid}`;
}
