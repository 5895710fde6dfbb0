import { join, relative } from 'node:path';
import { readStacks } from '../core/template/read-stacks.ts';
import { noticeLines } from '../core/template/reading-notice.ts';
import { resolveStacks } from '../core/template/resolve.ts';
import { declareLogGroups } from './declared-log-groups.ts';
import { createEndpoint, type LocalService } from './endpoint.ts';
import { readFunctions } from './functions/function-config.ts';
import { FunctionHost } from './functions/function-host.ts';
import { readHttpApis } from './gateway/http/read-template.ts';
import { readRestApis } from './gateway/rest/read-template.ts';
import { serveApis } from './gateway/serve-apis.ts';
import { unsupportedApiResources } from './gateway/shared/unsupported-api-resources.ts';
import { close, listen } from './http/loopback.ts';
import { type ApiAccess, RequestGuard, type ServiceAccess } from './http/request-guard.ts';
import { createLogsService } from './logs-service/service.ts';
import { LogStore } from './logs-service/store/store.ts';
import { createStoreSink } from './logs-service/store/store-sink.ts';
import type { LocalFunctions } from './logs-service/subscriptions/delivery.ts';
import { createPhysicalIds } from './physical-ids.ts';
import { createServices } from './services.ts';
import { Tables } from './tables/tables.ts';
import { otherUnsupportedResources } from './unsupported-resources.ts';

/** Which web pages may call the endpoint and the APIs. */
export type LocalAwsAccess = Pick<ServiceAccess, 'corsOrigins'> & Omit<ApiAccess, 'notice'>;

export interface LocalAwsOptions {
  /** The stacks: a cloud assembly (the output of `cdk synth`), or a template in JSON or YAML. */
  readonly assembly: string;
  /** The folder that stores log events. @default they are stored in memory */
  readonly dataDirectory?: string;
  /** The port of the endpoint. Each API listens on the next one. With 0, the system chooses free ports. */
  readonly port: number;
  readonly region: string;
  readonly accountId: string;
  /** @default pages of this machine may call the APIs */
  readonly access?: LocalAwsAccess;
  /** Called with messages for the user: one line, without a newline. */
  notice(message: string): void;
}

/** The stacks of a cloud assembly, running on this machine. */
export interface LocalAws {
  /** One URL for all AWS services that are served. */
  readonly endpoint: string;
  /** Base URL by `<stack>/<api logical id>/<stage>`. */
  readonly apis: Readonly<Record<string, string>>;
  readonly functions: readonly string[];
  /** Ends all servers and the processes of all functions. */
  close(): Promise<void>;
}

/** Runs CloudWatch Logs, and the functions, tables and APIs of the stacks. Listens only on loopback.
 *  @throws TemplateError, PortInUseError */
export async function startLocalAws(options: LocalAwsOptions): Promise<LocalAws> {
  const { region, accountId, access, notice } = options;
  const stacks = readStacks(options.assembly);
  const resources = resolveStacks(stacks, { region, accountId, identify: createPhysicalIds({ region, accountId }) });
  const { functions, unsupported: unsupportedFunctions } = readFunctions(resources);
  const rest = readRestApis(resources);
  const http = readHttpApis(resources);
  const unsupported = [
    ...unsupportedFunctions,
    ...rest.unsupported,
    ...http.unsupported,
    ...unsupportedApiResources(resources),
    ...otherUnsupportedResources(resources),
  ];
  // Reported after all servers listen. Otherwise these lines would come before an error such as a port in use.
  const notices = [
    ...noticeLines(stacks, (file) => relative(process.cwd(), file)),
    ...unsupported.map(({ type, name, reason }) => `not supported locally: ${name} (${type}): ${reason}`),
  ];

  const cleanups: (() => Promise<void> | void)[] = [];
  const closeAll = async () => {
    for (const cleanUp of cleanups.splice(0).reverse()) await cleanUp();
  };
  try {
    const store = LogStore.open(
      options.dataDirectory ? { path: join(options.dataDirectory, 'logs.db'), notice } : { memory: true },
    );
    cleanups.push(() => store.close());
    const sink = createStoreSink(store);
    declareLogGroups(store, resources, (message) => notices.push(message));
    const tables = await Tables.open(resources);

    // Functions need the URL of the endpoint, and the endpoint needs the functions: it listens before it has services.
    const services: LocalService[] = [];
    const server = createEndpoint(services, RequestGuard.forService({ ...access, notice }));
    const endpoint = await listen(server, options.port);
    cleanups.push(() => close(server));
    const host = new FunctionHost({
      functions,
      sink,
      notice,
      environment: clientEnvironment(endpoint, region),
    });
    cleanups.push(() => host.close());
    const logsService = createLogsService({
      store,
      region,
      accountId,
      functions: subscribableFunctions(host),
      notice,
    });
    cleanups.push(() => logsService.close());
    services.push(...createServices({ resources, accountId, apis: rest.apis, host, logsService, tables, notice }));
    await tables?.create(endpoint);

    const guard = RequestGuard.forApis({ ...access, notice });
    const gateway = serveApis(
      { rest: rest.apis, http: http.apis },
      { invoker: host, sink, guard, accountId, region, notice },
    );
    const apis: Record<string, string> = {};
    for (const [index, { server, stages }] of gateway.entries()) {
      const base = await listen(server, options.port === 0 ? 0 : options.port + 1 + index);
      cleanups.push(() => close(server));
      for (const { name, path } of stages) apis[name] = `${base}${path}`;
    }
    for (const message of notices) notice(message);
    return { endpoint, apis, functions: functions.map((config) => config.name), close: closeAll };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/** The environment variables that make the AWS SDK in a function use the local services. */
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

/** Adapts the functions for subscription filters, which invoke them asynchronously by their ARN. */
function subscribableFunctions(host: FunctionHost): LocalFunctions {
  const exists = (functionArn: string) => host.functions.some((config) => config.arn === functionArn);
  return {
    has: exists,
    async invoke(functionArn, payload) {
      host.invokeAsync(functionArn, JSON.stringify(payload));
    },
  };
}
