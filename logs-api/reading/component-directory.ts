/** A log that the API serves, and its name. */
export interface Component {
  /** `lambda/<function>`, `access/<api>/<stage>`, `api-gateway/<api>/<stage>`, or the name of the log group. */
  readonly name: string;
  readonly group: string;
  readonly kind: 'function' | 'access' | 'execution' | 'group';
  /** Only for functions. */
  readonly functionName?: string;
}

/** The logs that the API can read. */
export interface ComponentDirectory {
  list(): Promise<readonly Component[]>;
  find(name: string): Promise<Component | undefined>;
  /** The access logs of the APIs that invoke a function. */
  accessLogsOf(functionName: string): Promise<readonly Component[]>;
  /** The version that an alias of a function points to; undefined when the alias does not exist. */
  version(functionName: string, alias: string): Promise<string | undefined>;
}

/** One entry of the configuration of a host that serves a fixed list of logs. */
export interface ServedLog extends Component {
  /** Only for access logs: the functions that the API's routes invoke. */
  readonly functionNames?: readonly string[];
}

/** A directory of a fixed list of logs. */
export class FixedComponents implements ComponentDirectory {
  readonly #logs: readonly ServedLog[];
  readonly #version: ComponentDirectory['version'];

  constructor(logs: readonly ServedLog[], version: ComponentDirectory['version'] = async () => undefined) {
    this.#logs = logs;
    this.#version = version;
  }

  async list(): Promise<readonly Component[]> {
    return this.#logs.map(toComponent);
  }

  async find(name: string): Promise<Component | undefined> {
    const found = this.#logs.find((log) => log.name === name) ?? this.#logs.find((log) => hasGroupName(log, name));
    return found && toComponent(found);
  }

  async accessLogsOf(functionName: string): Promise<readonly Component[]> {
    return this.#logs
      .filter(({ kind, functionNames = [] }) => kind === 'access' && functionNames.includes(functionName))
      .map(toComponent);
  }

  version(functionName: string, alias: string): Promise<string | undefined> {
    return this.#version(functionName, alias);
  }
}

/** Whether a name is that of the log group. The first slash may be missing: some clients and proxies merge two slashes in a
 *  path. */
function hasGroupName({ group }: Component, name: string): boolean {
  return group === name || group === `/${name}`;
}

function toComponent({ name, group, kind, functionName }: ServedLog): Component {
  return { name, group, kind, ...(functionName !== undefined && { functionName }) };
}
