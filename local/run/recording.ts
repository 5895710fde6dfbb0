import { createEndpoint, type LocalService } from '../endpoint.ts';
import { FunctionHost } from '../functions/function-host.ts';
import { listen } from '../http/loopback.ts';
import { type LogSink, nonThrowingSink } from '../log-sink.ts';
import { createLogsService } from '../logs-service/service.ts';
import { LogStore } from '../logs-service/store/store.ts';
import { storeSink } from '../logs-service/store/store-sink.ts';
import { servicesOf } from '../services.ts';

export interface RecordingOptions {
  /** File in which log events are kept; undefined keeps them in memory. */
  readonly path?: string;
  /** Told what somebody who runs it should know: one line, without a newline. */
  notice(message: string): void;
}

/** A local CloudWatch Logs without stacks: there are no functions, no APIs, no CloudFormation stacks. */
export interface Recording {
  /** One URL for every AWS service that is served. */
  readonly endpoint: string;
  readonly region: string;
  readonly sink: LogSink;
  /** Done when it returns, so that it can be called while the process exits. */
  close(): void;
}

/** What those who ask the local AWS believe of it. */
const REGION = 'us-east-1';
const ACCOUNT_ID = '000000000000';

/** Serves what is recorded in a file, and what will be, on a free port of the loopback interface. It does not keep the
 *  process alive.
 *  @throws StoreError when another process has the file open. */
export async function openRecording({ path, notice }: RecordingOptions): Promise<Recording> {
  const store = LogStore.open(path === undefined ? { memory: true } : { path, warn: notice });
  const sink = nonThrowingSink(storeSink(store), notice);
  const logs = createLogsService({ store, region: REGION, accountId: ACCOUNT_ID, warn: notice });
  const host = new FunctionHost({ functions: [], sink, notice, environment: {} });
  const services: LocalService[] = servicesOf({
    resources: [],
    accountId: ACCOUNT_ID,
    apis: [],
    host,
    logs,
    tables: undefined,
    notice,
  });
  const server = createEndpoint(services);
  server.on('connection', (socket) => socket.unref());
  const close = () => {
    server.closeAllConnections();
    server.close();
    logs.close();
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
