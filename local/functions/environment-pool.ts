import { type EnvironmentServices, ExecutionEnvironment } from './execution-environment.ts';
import type { FunctionConfig } from './function-config.ts';

export interface PoolLimits {
  /** Environments of one function. */
  readonly perFunction: number;
  /** Environments of all functions. */
  readonly inAll: number;
  /** After so many milliseconds without an invocation an environment is ended. */
  readonly idleMs: number;
}

interface Waiting {
  readonly config: FunctionConfig;
  take(environment: ExecutionEnvironment): void;
  refuse(error: Error): void;
}

/** The execution environments of all functions. A free one is taken before a new one is made; where the limits allow none,
 *  an environment that has nothing to do makes room, or the caller waits its turn. */
export class EnvironmentPool {
  readonly #services: EnvironmentServices;
  readonly #limits: PoolLimits;
  readonly #onFirstWait: (config: FunctionConfig) => void;
  readonly #all = new Map<string, Set<ExecutionEnvironment>>();
  /** Free environments and their timers, the one that was used last at the end. */
  readonly #free = new Map<ExecutionEnvironment, NodeJS.Timeout>();
  #waiting: Waiting[] = [];
  #size = 0;
  #hasWaited = false;
  readonly #ending = new Set<Promise<void>>();

  constructor(services: EnvironmentServices, limits: PoolLimits, onFirstWait: (config: FunctionConfig) => void) {
    this.#services = services;
    this.#limits = limits;
    this.#onFirstWait = onFirstWait;
  }

  /** Gives an environment to run one invocation in; give it back by `release`. */
  acquire(config: FunctionConfig): Promise<ExecutionEnvironment> {
    const environment = this.#take(config);
    if (environment) return Promise.resolve(environment);
    if (!this.#hasWaited) {
      this.#hasWaited = true;
      this.#onFirstWait(config);
    }
    return new Promise((take, refuse) => {
      this.#waiting.push({ config, take, refuse });
    });
  }

  release(environment: ExecutionEnvironment): void {
    if (!this.#setOf(environment.config).has(environment)) return;
    if (!this.#isStarving(environment.config)) {
      const next = this.#waiting.findIndex(({ config }) => config === environment.config);
      if (next >= 0) {
        this.#waiting.splice(next, 1)[0]?.take(environment);
        return;
      }
    }
    environment.freeze();
    this.#free.set(environment, setTimeout(() => this.#end(environment), this.#limits.idleMs).unref());
    this.#serveWaiting();
  }

  /** Ends every environment; all processes are gone when this resolves. */
  async close(reason: Error): Promise<void> {
    for (const { refuse } of this.#waiting.splice(0)) refuse(reason);
    for (const environments of this.#all.values()) for (const environment of environments) this.#end(environment);
    await Promise.all(this.#ending);
  }

  #take(config: FunctionConfig): ExecutionEnvironment | undefined {
    const mine = this.#setOf(config);
    const free = [...this.#free.keys()].findLast((environment) => mine.has(environment));
    if (free) {
      clearTimeout(this.#free.get(free));
      this.#free.delete(free);
      return free;
    }
    if (mine.size >= this.#limits.perFunction) return undefined;
    if (this.#size >= this.#limits.inAll) {
      const [unused] = this.#free.keys();
      if (!unused) return undefined;
      this.#end(unused);
    }
    const environment = new ExecutionEnvironment(config, this.#services);
    mine.add(environment);
    this.#size += 1;
    return environment;
  }

  /** Whether functions without any environment wait for room: then the next free one makes way for them. */
  #isStarving(releasing: FunctionConfig): boolean {
    if (this.#size < this.#limits.inAll) return false;
    return this.#waiting.some(({ config }) => config !== releasing && this.#setOf(config).size === 0);
  }

  #serveWaiting(): void {
    // Functions without an environment come first; then those that wait longest.
    const byNeed = [...this.#waiting].sort(
      (a, b) => Number(this.#setOf(a.config).size > 0) - Number(this.#setOf(b.config).size > 0),
    );
    const stuck = new Set<FunctionConfig>();
    for (const waiting of byNeed) {
      if (stuck.has(waiting.config)) continue;
      const environment = this.#take(waiting.config);
      if (environment) {
        this.#waiting = this.#waiting.filter((other) => other !== waiting);
        waiting.take(environment);
      } else {
        stuck.add(waiting.config);
      }
    }
  }

  #end(environment: ExecutionEnvironment): void {
    clearTimeout(this.#free.get(environment));
    this.#free.delete(environment);
    if (!this.#setOf(environment.config).delete(environment)) return;
    this.#size -= 1;
    const ending = environment.end().finally(() => this.#ending.delete(ending));
    this.#ending.add(ending);
  }

  #setOf(config: FunctionConfig): Set<ExecutionEnvironment> {
    let environments = this.#all.get(config.name);
    if (!environments) {
      environments = new Set();
      this.#all.set(config.name, environments);
    }
    return environments;
  }
}
