import { createEndpoint, type LocalService } from '../endpoint.ts';
import { FunctionHost } from '../functions/function-host.ts';
import { listen } from '../http/loopback.ts';
import { RequestGuard } from '../http/request-guard.ts';
import { createNonThrowingSink, type LogSink } from '../log-sink.ts';
import { createLogsService } from '../logs-service/service.ts';
import { LogStore } from '../logs-service/store/store.ts';
import { createStoreSink } from '../logs-service/store/store-sink.ts';
import { createServices } from '../services.ts';

export interface RecordingOptions {
  /** The file that stores log events. @default they are stored in memory */
  readonly path?: string;
  /** Called with messages for the user: one line, without a newline. */
  notice(message: string): void;
}

/** The local CloudWatch Logs of `logs run`. It serves no functions, APIs and CloudFormation stacks. */
export interface Recording {
  /** One URL for all AWS services that are served. */
  readonly endpoint: string;
  readonly region: string;
  readonly sink: LogSink;
  /** Synchronous, so that it can be called while the process exits. */
  close(): void;
}

/** The region and the account of the local AWS. */
const REGION = 'us-east-1';
const ACCOUNT_ID = '000000000000';

/** Serves a file of log events on a free port of the loopback interface. Does not keep the process alive.
 *  @throws StoreError when another process has the file open. */
export async function openRecording({ path, notice }: RecordingOptions): Promise<Recording> {
  const store = LogStore.open(path === undefined ? { memory: true } : { path, notice });
  const sink = createNonThrowingSink(createStoreSink(store), notice);
  const logsService = createLogsService({ store, region: REGION, accountId: ACCOUNT_ID, notice });
  const host = new FunctionHost({ functions: [], sink, notice, environment: {} });
  const services: LocalService[] = createServices({
    resources: [],
    accountId: ACCOUNT_ID,
    apis: [],
    host,
    logsService,
    tables: undefined,
    notice,
  });
  const server = createEndpoint(services, RequestGuard.forService({ notice }));
  server.on('connection', (socket) => socket.unref());
  const close = () => {
    server.closeAllConnections();
    server.close();
    logsService.close();
    store.close();
  };
  try {
    const endpoint = await listen(server, 0);
    server.unref();
    return { endpoint, region: REGION, sink, close };
  } catch (error) {
    close();
    throw error;
  }
}
