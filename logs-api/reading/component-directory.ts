/** A log that the API serves under a name. */
export interface Component {
  /** `lambda/<function>`, `access/<api>/<stage>`, `api-gateway/<api>/<stage>`, or the log group's own name. */
  readonly name: string;
  readonly group: string;
  readonly kind: 'function' | 'access' | 'execution' | 'group';
  /** For functions. */
  readonly functionName?: string;
}

/** The logs that there are to read. */
export interface ComponentDirectory {
  list(): Promise<readonly Component[]>;
  find(name: string): Promise<Component | undefined>;
  /** The access logs of the APIs that a function answers. */
  accessLogsOf(functionName: string): Promise<readonly Component[]>;
  /** The version that an alias of a function names; undefined when there is none. */
  version(functionName: string, alias: string): Promise<string | undefined>;
}

/** What a host that serves a fixed set of logs is configured with. */
export interface ServedLog extends Component {
  /** For access logs: the functions behind the API's routes. */
  readonly functionNames?: readonly string[];
}

/** A fixed list of logs, and none besides. */
export class FixedComponents implements ComponentDirectory {
  readonly #logs: readonly ServedLog[];
  readonly #version: ComponentDirectory['version'];

  constructor(logs: readonly ServedLog[], version: ComponentDirectory['version'] = async () => undefined) {
    this.#logs = logs;
    this.#version = version;
  }

  async list(): Promise<readonly Component[]> {
    return this.#logs.map(component);
  }

  async find(name: string): Promise<Component | undefined> {
    const found = this.#logs.find((log) => log.name === name) ?? this.#logs.find((log) => isGroup(log, name));
    return found && component(found);
  }

  async accessLogsOf(functionName: string): Promise<readonly Component[]> {
    return this.#logs
      .filter(({ kind, functionNames = [] }) => kind === 'access' && functionNames.includes(functionName))
      .map(component);
  }

  version(functionName: string, alias: string): Promise<string | undefined> {
    return this.#version(functionName, alias);
  }
}

/** Whether a name is a log group's, with or without the slash at its beginning: a path cannot hold two in a row everywhere. */
function isGroup({ group }: Component, name: string): boolean {
  return group === name || group === `/${name}`;
}

function component({ name, group, kind, functionName }: ServedLog): Component {
  return { name, group, kind, ...(functionName !== undefined && { functionName }) };
}
