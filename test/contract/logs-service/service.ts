import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DeleteLogGroupCommand,
  type InputLogEvent,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll } from 'vitest';
import { createLogsService } from '../../../local/logs-service/service.ts';
import { LogStore } from '../../../local/logs-service/store/store.ts';

/** The service under test: the local one, or the endpoint in `LOGS_ENDPOINT_URL`, with the region and the credentials of the
 *  environment. */
export interface Service {
  readonly client: CloudWatchLogsClient;
  readonly endpoint: string;
  /** Returns a unique name for a log group. If the group exists after the tests, it is deleted. */
  groupName(label?: string): string;
  /** Creates a group with streams. */
  group(...streams: string[]): Promise<string>;
  put(logGroupName: string, logStreamName: string, events: readonly InputLogEvent[]): Promise<void>;
}

/** Starts the service before the tests of a file, and stops it after them. */
export function useService(): Service {
  const names: string[] = [];
  let client: CloudWatchLogsClient;
  let endpoint: string;
  let stop = async () => {};

  beforeAll(async () => {
    const configured = process.env.LOGS_ENDPOINT_URL;
    if (configured === undefined) ({ endpoint, stop } = await startLocal());
    else endpoint = configured;
    client = new CloudWatchLogsClient({
      endpoint,
      // Only AWS has a separate host name for Live Tail.
      disableHostPrefix: !new URL(endpoint).hostname.endsWith('.amazonaws.com'),
      ...(configured === undefined && {
        region: 'eu-west-1',
        credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'any' },
      }),
    });
  });

  afterAll(async () => {
    for (const logGroupName of names) {
      await client.send(new DeleteLogGroupCommand({ logGroupName })).catch((error) => {
        if (error.name !== 'ResourceNotFoundException') throw error;
      });
    }
    client.destroy();
    await stop();
  });

  const service: Service = {
    get client() {
      return client;
    },
    get endpoint() {
      return endpoint;
    },
    groupName(label = 'group') {
      const name = `/tailgate-contract/${label}-${randomUUID()}`;
      names.push(name);
      return name;
    },
    async group(...streams) {
      const logGroupName = service.groupName();
      await client.send(new CreateLogGroupCommand({ logGroupName }));
      for (const logStreamName of streams) {
        await client.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
      }
      return logGroupName;
    },
    async put(logGroupName, logStreamName, logEvents) {
      await client.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents: [...logEvents] }));
    },
  };
  return service;
}

async function startLocal() {
  const store = LogStore.open({ memory: true });
  const service = createLogsService({ store, region: 'eu-west-1', accountId: '123456789012' });
  const server = createServer(service.handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      store.close();
    },
  };
}

/** Calls `read` until `isExpected` accepts its result: reads of the service are eventually consistent. */
export async function eventually<T>(read: () => Promise<T>, isExpected: (result: T) => boolean): Promise<T> {
  const deadline = Date.now() + 15_000;
  for (;;) {
    const result = await read();
    if (isExpected(result)) return result;
    if (Date.now() > deadline) throw new Error(`The result is not as expected after 15 s: ${JSON.stringify(result)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The error of a rejected promise, as `Name: message`. */
export async function errorOf(promise: Promise<unknown>): Promise<string> {
  try {
    const result = await promise;
    return `no error but ${JSON.stringify(result)}`;
  } catch (error) {
    const { name, message } = error as Error;
    return `${name}: ${message}`;
  }
}
