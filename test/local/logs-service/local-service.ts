import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { onTestFinished } from 'vitest';
import { createLogsService, type LogsServiceOptions } from '../../../local/logs-service/service.ts';
import { LogStore } from '../../../local/logs-service/store/store.ts';

export const REGION = 'eu-west-1';
export const ACCOUNT = '123456789012';

/** A clock that only tests move. Epoch milliseconds. */
export class Clock {
  time = Date.parse('2026-11-21T12:00:00Z');
  readonly now = () => this.time;
}

export interface RawResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly body: ResponseBody;
}

/** The members of responses and errors that tests use. Each response has only some of them. An empty body becomes `{}`. */
export interface ResponseBody {
  readonly __type: string;
  readonly message: string;
  readonly nextToken: string;
  readonly nextForwardToken: string;
  readonly nextBackwardToken: string;
  readonly events: readonly { readonly message: string }[];
  readonly logGroups: readonly unknown[];
  readonly subscriptionFilters: readonly unknown[];
  readonly tags: Readonly<Record<string, string>>;
}

/** Starts the service on a free port for one test. */
export async function startService(options: Partial<LogsServiceOptions> = {}) {
  const store = options.store ?? LogStore.open({ memory: true });
  const notices: string[] = [];
  const notice = (message: string) => void notices.push(message);
  const service = createLogsService({ store, region: REGION, accountId: ACCOUNT, notice, ...options });
  const server = createServer(service.handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const endpoint = `http://127.0.0.1:${port}`;
  const client = new CloudWatchLogsClient({
    endpoint,
    region: REGION,
    disableHostPrefix: true,
    maxAttempts: 1,
    credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'any' },
  });

  onTestFinished(async () => {
    client.destroy();
    service.close();
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
    if (options.store === undefined) store.close();
  });

  /** Sends a request with this body. */
  async function send(body: RequestInit['body'], headers: Record<string, string>): Promise<RawResponse> {
    const response = await fetch(endpoint, { method: 'POST', body: body ?? null, headers });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: JSON.parse(text || '{}') };
  }
  /** Calls an action with any JSON, even if it is not valid input. */
  const call = (action: string, input: unknown) =>
    send(JSON.stringify(input), { 'X-Amz-Target': `Logs_20140328.${action}` });

  return { store, service, server, client, endpoint, port, notices, send, call };
}
