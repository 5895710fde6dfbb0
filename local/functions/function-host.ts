import { randomUUID } from 'node:crypto';
import type { LogSink } from '../log-sink.ts';
import { Environment } from './environment.ts';
import type { FunctionConfig } from './function-config.ts';

export interface FunctionHostOptions {
  readonly functions: readonly FunctionConfig[];
  readonly sink: LogSink;
  /** Added to the environment variables of every function. */
  readonly environment: Readonly<Record<string, string>>;
  /** Told what somebody who runs it should know: one line, without a newline. */
  notice(message: string): void;
}

export interface InvokeOptions {
  /** `Root=…;Parent=…;Sampled=…` */
  readonly traceId?: string;
}

export interface InvokeResult {
  readonly requestId: string;
  /** JSON. */
  readonly payload: string;
  /** There when the function failed: the payload is its error then. */
  readonly functionError?: 'Unhandled';
}

/** More environments than a laptop bears: an invocation that finds all of them busy waits. */
const MOST_ENVIRONMENTS_A_FUNCTION = 10;
const MOST_ENVIRONMENTS = 32;

/** Runs functions as Lambda does: one invocation at a time in an environment, and as many environments as there are
 *  invocations at once. */
export class FunctionHost {
  readonly #options: FunctionHostOptions;
  readonly #byName: ReadonlyMap<string, FunctionConfig>;
  readonly #idle = new Map<string, Environment[]>();
  readonly #all = new Set<Environment>();
  /** Invocations that wait for an environment, in order of arrival. */
  readonly #waiting: {
    readonly config: FunctionConfig;
    grant(environment: Environment): void;
    refuse(error: Error): void;
  }[] = [];
  #saidThatSomeWait = false;
  #closed = false;

  constructor(options: FunctionHostOptions) {
    this.#options = options;
    this.#byName = new Map(options.functions.map((config) => [config.name, config]));
  }

  get functions(): readonly FunctionConfig[] {
    return this.#options.functions;
  }

  /** Invokes a function and waits for its end.
   *  @param event JSON.
   *  @throws Error when there is no such function, or the host is closed. */
  async invoke(name: string, event: string, options: InvokeOptions = {}): Promise<InvokeResult> {
    const config = this.#byName.get(name);
    if (!config) throw new Error(`There is no function "${name}" here.`);
    const requestId = randomUUID();
    const environment = await this.#acquire(config);
    try {
      const { status, payload } = await environment.invoke({ requestId, event, traceId: options.traceId ?? '' });
      return { requestId, payload, ...(status === 'success' ? {} : { functionError: 'Unhandled' as const }) };
    } finally {
      this.#release(environment);
    }
  }

  /** Ends every environment; all processes are gone when this resolves. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const { refuse } of this.#waiting.splice(0)) refuse(new Error('The local Lambda has ended.'));
    await Promise.all([...this.#all].map((environment) => environment.close()));
  }

  #acquire(config: FunctionConfig): Promise<Environment> {
    if (this.#closed) return Promise.reject(new Error('The local Lambda has ended.'));
    const environment = this.#takeIdle(config) ?? this.#make(config);
    if (environment) return Promise.resolve(environment);
    if (!this.#saidThatSomeWait) {
      this.#saidThatSomeWait = true;
      this.#options.notice(
        `${config.name}: all environments are busy; invocations wait (at most ${MOST_ENVIRONMENTS_A_FUNCTION} a function and ${MOST_ENVIRONMENTS} in all run at once here)`,
      );
    }
    return new Promise((grant, refuse) => this.#waiting.push({ config, grant, refuse }));
  }

  #takeIdle({ name }: FunctionConfig): Environment | undefined {
    const idle = this.#idle.get(name) ?? [];
    for (let environment = idle.pop(); environment; environment = idle.pop()) {
      if (environment.usable) return environment;
      this.#all.delete(environment);
    }
    return undefined;
  }

  #make(config: FunctionConfig): Environment | undefined {
    const same = [...this.#all].filter((environment) => environment.config === config).length;
    if (same >= MOST_ENVIRONMENTS_A_FUNCTION) return undefined;
    if (this.#all.size >= MOST_ENVIRONMENTS && !this.#endOneIdle()) return undefined;
    const environment = new Environment(config, this.#options.sink, this.#options.environment);
    this.#all.add(environment);
    return environment;
  }

  /** Makes room for a function that has no environment by ending an idle one of another. */
  #endOneIdle(): boolean {
    for (const idle of this.#idle.values()) {
      const environment = idle.shift();
      if (!environment) continue;
      this.#all.delete(environment);
      void environment.close();
      return true;
    }
    return false;
  }

  #release(environment: Environment): void {
    if (this.#closed) return;
    const { config } = environment;
    if (environment.usable) {
      const next = this.#waiting.findIndex((waiting) => waiting.config === config);
      if (next >= 0) {
        this.#waiting.splice(next, 1)[0]?.grant(environment);
        return;
      }
      this.#idle.set(config.name, [...(this.#idle.get(config.name) ?? []), environment]);
    } else {
      this.#all.delete(environment);
    }
    // There may be room now for one who waits for another function.
    for (const [index, waiting] of this.#waiting.entries()) {
      const made = this.#takeIdle(waiting.config) ?? this.#make(waiting.config);
      if (!made) continue;
      this.#waiting.splice(index, 1);
      waiting.grant(made);
      return;
    }
  }
}
