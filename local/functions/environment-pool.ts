import { type EnvironmentServices, ExecutionEnvironment } from './execution-environment.ts';
import type { FunctionConfig } from './function-config.ts';

/** The limits of an environment pool. */
export interface PoolLimits {
  /** The maximum number of execution environments of one function. A function that reserves a higher concurrency gets that many. */
  readonly maxPerFunction: number;
  /** The maximum number of execution environments of all functions. */
  readonly maxTotal: number;
  /** An environment is ended after this time without an invocation, in milliseconds. */
  readonly idleMs: number;
}

/** A caller that waits for an environment. */
interface PendingAcquire {
  readonly config: FunctionConfig;
  take(environment: ExecutionEnvironment): void;
  reject(error: Error): void;
}

/** The execution environments of all functions. A free environment is used before a new one is created. At the limits, a free
 *  environment of another function is ended. If all environments are busy, the caller waits. */
export class EnvironmentPool {
  readonly #services: EnvironmentServices;
  readonly #limits: PoolLimits;
  readonly #onFirstWait: (config: FunctionConfig) => void;
  readonly #all = new Map<string, Set<ExecutionEnvironment>>();
  /** Free environments and their idle timers; the most recently used one is the last. */
  readonly #free = new Map<ExecutionEnvironment, NodeJS.Timeout>();
  #pending: PendingAcquire[] = [];
  #size = 0;
  #hasReportedWait = false;
  readonly #ending = new Set<Promise<void>>();

  constructor(services: EnvironmentServices, limits: PoolLimits, onFirstWait: (config: FunctionConfig) => void) {
    this.#services = services;
    this.#limits = limits;
    this.#onFirstWait = onFirstWait;
  }

  /** Returns an environment for one invocation. Call `release` after the invocation. */
  acquire(config: FunctionConfig): Promise<ExecutionEnvironment> {
    const environment = this.#take(config);
    if (environment) return Promise.resolve(environment);
    if (!this.#hasReportedWait) {
      this.#hasReportedWait = true;
      this.#onFirstWait(config);
    }
    return new Promise((take, reject) => {
      this.#pending.push({ config, take, reject });
    });
  }

  release(environment: ExecutionEnvironment): void {
    if (!this.#environmentsOf(environment.config).has(environment)) return;
    if (!this.#hasStarvingFunction(environment.config)) {
      const next = this.#pending.findIndex(({ config }) => config === environment.config);
      if (next >= 0) {
        this.#pending.splice(next, 1)[0]?.take(environment);
        return;
      }
    }
    environment.freeze();
    this.#free.set(environment, setTimeout(() => this.#end(environment), this.#limits.idleMs).unref());
    this.#servePending();
  }

  /** Ends all environments. Resolves when their processes have ended. */
  async close(reason: Error): Promise<void> {
    for (const { reject } of this.#pending.splice(0)) reject(reason);
    for (const environments of this.#all.values()) for (const environment of environments) this.#end(environment);
    await Promise.all(this.#ending);
  }

  #take(config: FunctionConfig): ExecutionEnvironment | undefined {
    const environments = this.#environmentsOf(config);
    const free = [...this.#free.keys()].findLast((environment) => environments.has(environment));
    if (free) {
      clearTimeout(this.#free.get(free));
      this.#free.delete(free);
      return free;
    }
    if (environments.size >= Math.max(this.#limits.maxPerFunction, config.reservedConcurrency ?? 0)) return undefined;
    if (this.#size >= this.#limits.maxTotal) {
      const [unused] = this.#free.keys();
      if (!unused) return undefined;
      this.#end(unused);
    }
    const environment = new ExecutionEnvironment(config, this.#services);
    environments.add(environment);
    this.#size += 1;
    return environment;
  }

  /** Whether a function without an environment waits. The next free environment of another function is then ended for it. */
  #hasStarvingFunction(releasing: FunctionConfig): boolean {
    if (this.#size < this.#limits.maxTotal) return false;
    return this.#pending.some(({ config }) => config !== releasing && this.#environmentsOf(config).size === 0);
  }

  #servePending(): void {
    // Functions without an environment come first, then the callers that have waited longest.
    const byPriority = [...this.#pending].sort(
      (a, b) => Number(this.#environmentsOf(a.config).size > 0) - Number(this.#environmentsOf(b.config).size > 0),
    );
    const blocked = new Set<FunctionConfig>();
    for (const pending of byPriority) {
      if (blocked.has(pending.config)) continue;
      const environment = this.#take(pending.config);
      if (environment) {
        this.#pending = this.#pending.filter((other) => other !== pending);
        pending.take(environment);
      } else {
        blocked.add(pending.config);
      }
    }
  }

  #end(environment: ExecutionEnvironment): void {
    clearTimeout(this.#free.get(environment));
    this.#free.delete(environment);
    if (!this.#environmentsOf(environment.config).delete(environment)) return;
    this.#size -= 1;
    const ending = environment.end().finally(() => this.#ending.delete(ending));
    this.#ending.add(ending);
  }

  #environmentsOf(config: FunctionConfig): Set<ExecutionEnvironment> {
    let environments = this.#all.get(config.name);
    if (!environments) {
      environments = new Set();
      this.#all.set(config.name, environments);
    }
    return environments;
  }
}
