import type { Account, ApiName, ApiStage } from '../../core/targets/account.ts';
import type { Component, ComponentDirectory } from '../../logs-api/reading/component-directory.ts';

/** How long the lists of the account are cached. */
const CACHE_TTL_MS = 30_000;
/** Functions whose log group is read at the same time. */
const CONCURRENCY = 8;

/** The logs of the account, under the names of the Logs API. */
export class AccountComponents implements ComponentDirectory {
  readonly #account: Account;
  readonly version: ComponentDirectory['version'];
  readonly #apis: () => Promise<readonly Api[]>;
  readonly list: () => Promise<readonly Component[]>;

  constructor(account: Account, version: ComponentDirectory['version']) {
    this.#account = account;
    this.version = version;
    this.#apis = cached(() => this.#findApis());
    this.list = cached(() => this.#findAll());
  }

  async find(name: string): Promise<Component | undefined> {
    const functionName = /^lambda\/([^/]+)$/.exec(name)?.[1];
    if (functionName !== undefined) {
      const group = await this.#account.functionLogGroup(functionName);
      return group === undefined ? undefined : functionComponent(functionName, group);
    }
    if (/^(access|api-gateway)\//.test(name)) {
      const found = (await this.#apis()).flatMap(componentsOf).find((component) => component.name === name);
      if (found) return found;
    }
    for (const group of [name, `/${name}`]) {
      if (await this.#account.hasLogGroup(group)) return groupComponent(group);
    }
    return undefined;
  }

  async accessLogsOf(functionName: string): Promise<readonly Component[]> {
    const apis = (await this.#apis()).filter(({ functionNames }) => functionNames.includes(functionName));
    return apis.flatMap(componentsOf).filter(({ kind }) => kind === 'access');
  }

  async #findApis(): Promise<readonly Api[]> {
    const names = await this.#account.apis();
    return Promise.all(
      names.map(async (api) => ({
        // Two APIs can have the same name: their ids distinguish them.
        label: names.filter(({ name }) => name === api.name).length > 1 ? api.id : labelOf(api),
        stages: await this.#account.apiStages(api),
        functionNames: await this.#account.apiFunctions(api),
      })),
    );
  }

  async #findAll(): Promise<readonly Component[]> {
    const [functions, apis, groups] = await Promise.all([
      this.#findFunctions(),
      this.#apis(),
      this.#account.logGroupNames(),
    ]);
    const existing = new Set(groups);
    const named = [...functions, ...apis.flatMap(componentsOf)].filter(({ group }) => existing.has(group));
    const covered = new Set(named.map(({ group }) => group));
    return [...named, ...groups.filter((group) => !covered.has(group)).map(groupComponent)];
  }

  async #findFunctions(): Promise<Component[]> {
    const names = (await this.#account.functionNames()).values();
    const found: Component[] = [];
    const worker = async () => {
      for (const name of names) {
        const group = await this.#account.functionLogGroup(name);
        if (group !== undefined) found.push(functionComponent(name, group));
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, worker));
    return found.sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}

interface Api {
  readonly label: string;
  readonly stages: readonly ApiStage[];
  readonly functionNames: readonly string[];
}

/** A name with a slash could not be distinguished from a name and a stage. */
function labelOf({ id, name }: ApiName): string {
  return name.includes('/') ? id : name;
}

function componentsOf({ label, stages }: Api): Component[] {
  return stages.flatMap(({ name, accessLogGroup, executionLogGroup }) => [
    ...(accessLogGroup === undefined
      ? []
      : [{ name: `access/${label}/${name}`, group: accessLogGroup, kind: 'access' as const }]),
    ...(executionLogGroup === undefined
      ? []
      : [{ name: `api-gateway/${label}/${name}`, group: executionLogGroup, kind: 'execution' as const }]),
  ]);
}

function functionComponent(functionName: string, group: string): Component {
  return { name: `lambda/${functionName}`, group, kind: 'function', functionName };
}

function groupComponent(group: string): Component {
  return { name: group.replace(/^\//, ''), group, kind: 'group' };
}

/** Caches the result of `read`. Calls during a read share it. A failed read is not cached. */
function cached<T>(read: () => Promise<T>): () => Promise<T> {
  let latest: Promise<T> | undefined;
  let readAt = 0;
  return () => {
    if (latest && Date.now() - readAt < CACHE_TTL_MS) return latest;
    readAt = Date.now();
    const reading = read();
    latest = reading;
    reading.catch(() => {
      if (latest === reading) latest = undefined;
    });
    return reading;
  };
}
