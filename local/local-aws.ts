import { join } from 'node:path';
import { readStacks } from '../core/template/read-stacks.ts';
import { resolveStacks } from '../core/template/resolve.ts';
import { declareLogGroups } from './declared-log-groups.ts';
import { createEndpoint, type LocalService } from './endpoint.ts';
import { functionsOf } from './functions/function-config.ts';
import { FunctionHost } from './functions/function-host.ts';
import { readHttpApis } from './gateway/http/read-template.ts';
import { readRestApis } from './gateway/rest/read-template.ts';
import { serveApis } from './gateway/serve-apis.ts';
import { unsupportedApiResources } from './gateway/shared/unsupported-api-resources.ts';
import { close, listen } from './http/loopback.ts';
import { createLogsService } from './logs-service/service.ts';
import { LogStore } from './logs-service/store/store.ts';
import { storeSink } from './logs-service/store/store-sink.ts';
import type { LocalFunctions } from './logs-service/subscriptions/delivery.ts';
import { physicalIds } from './physical-ids.ts';
import { servicesOf } from './services.ts';
import { Tables } from './tables/tables.ts';
import { otherUnsupportedResources } from './unsupported-resources.ts';

export interface LocalAwsOptions {
  /** The cloud assembly whose stacks are run: what `cdk synth` wrote; or a template, JSON or YAML. */
  readonly assembly: string;
  /** Folder where log events are kept; undefined keeps them in memory. */
  readonly dataDirectory?: string;
  /** Port of the endpoint; each API takes the next one. 0 takes free ports. */
  readonly port: number;
  readonly region: string;
  readonly accountId: string;
  /** Told what somebody who runs it should know: one line, without a newline. */
  notice(message: string): void;
}

/** The stacks of a cloud assembly, running on this machine. */
export interface LocalAws {
  /** One URL for every AWS service that is served. */
  readonly endpoint: string;
  /** Base URL by `<stack>/<api logical id>/<stage>`. */
  readonly apis: Readonly<Record<string, string>>;
  readonly functions: readonly string[];
  /** Ends every server and every function's process. */
  close(): Promise<void>;
}

/** Runs the stacks: CloudWatch Logs, the functions, the tables, and each API, on loopback alone.
 *  @throws TemplateError, PortInUseError */
export async function startLocalAws(options: LocalAwsOptions): Promise<LocalAws> {
  const { region, accountId, notice } = options;
  const stacks = readStacks(options.assembly);
  const resources = resolveStacks(stacks, { region, accountId, identify: physicalIds({ region, accountId }) });
  const { functions, unsupported: unsupportedFunctions } = functionsOf(resources);
  const rest = readRestApis(resources);
  const http = readHttpApis(resources);
  const unsupported = [
    ...unsupportedFunctions,
    ...rest.unsupported,
    ...http.unsupported,
    ...unsupportedApiResources(resources),
    ...otherUnsupportedResources(resources, stacks),
  ];
  // Said once everything listens: an error such as a port in use would else stand below it.
  const limits = unsupported.map(({ type, name, reason }) => `not supported locally: ${name} (${type}): ${reason}`);

  const closing: (() => Promise<void> | void)[] = [];
  const closeAll = async () => {
    for (const end of closing.splice(0).reverse()) await end();
  };
  try {
    const store = LogStore.open(
      options.dataDirectory ? { path: join(options.dataDirectory, 'logs.db'), warn: notice } : { memory: true },
    );
    closing.push(() => store.close());
    const sink = storeSink(store);
    declareLogGroups(store, resources, (limit) => limits.push(limit));
    const tables = await Tables.open(resources);

    // Functions need the endpoint's URL, and the endpoint the functions: it listens first.
    const services: LocalService[] = [];
    const server = createEndpoint(services);
    const endpoint = await listen(server, options.port);
    closing.push(() => close(server));
    const host = new FunctionHost({
      functions,
      sink,
      notice,
      environment: clientEnvironment(endpoint, region),
    });
    closing.push(() => host.close());
    const logs = createLogsService({ store, region, accountId, functions: subscribersOf(host), warn: notice });
    closing.push(() => logs.close());
    services.push(...servicesOf({ resources, accountId, apis: rest.apis, host, logs, tables, notice }));
    await tables?.create(endpoint);

    const gateway = serveApis({ rest: rest.apis, http: http.apis }, { invoker: host, sink, accountId, region, notice });
    const apis: Record<string, string> = {};
    for (const [index, { server, stages }] of gateway.entries()) {
      const base = await listen(server, options.port === 0 ? 0 : options.port + 1 + index);
      closing.push(() => close(server));
      for (const { name, path } of stages) apis[name] = `${base}${path}`;
    }
    for (const limit of limits) notice(limit);
    return { endpoint, apis, functions: functions.map((config) => config.name), close: closeAll };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/** What the AWS SDK inside a function needs to find the local services instead of AWS. */
function clientEnvironment(endpoint: string, region: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SESSION_TOKEN: 'local',
  };
}

/** Functions as subscription filters see them: by ARN, and not waited for. */
function subscribersOf(host: FunctionHost): LocalFunctions {
  const nameOf = (functionArn: string) => host.functions.find((config) => config.arn === functionArn)?.name;
  return {
    has: (functionArn) => nameOf(functionArn) !== undefined,
    async invoke(functionArn, payload) {
      host.invokeAsync(functionArn, JSON.stringify(payload));
    },
  };
}
