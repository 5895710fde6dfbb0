import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { App, Stack } from 'aws-cdk-lib';
import { CfnAlias } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { systemClock } from '../../../core/clock.ts';
import { LogsApiStack } from '../../../infra/stacks/logs-api-stack.ts';
import { startLocalAws } from '../../../local/local-aws.ts';
import { CallIndex } from '../../../logs-api/calls/call-index.ts';
import { TokenStore } from '../../../logs-api/tokens/token-store.ts';
import { type ContractHost, createGet, createLineIndexer, createTokens, SERVED_LOGS } from './logs-api-host.ts';

const CLIENT = { region: 'eu-west-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
/** The function reads events this long after their arrival. */
const READ_DELAY_MS = 1000;

/** The Logs API as its stack deploys it: the bundled functions run in the local Lambda, behind the local API Gateway with
 *  the token authorizer and response streaming. */
export async function startLogsApiOnLambda(): Promise<{ readonly host: ContractHost; stop(): Promise<void> }> {
  const directory = mkdtempSync(join(tmpdir(), 'tailgate-test-'));
  const app = new App({ outdir: directory });
  const groups = new Stack(app, 'Groups');
  new CfnAlias(groups, 'Live', { name: 'live', functionName: 'notes-create', functionVersion: '7' });
  const stack = new LogsApiStack(app, 'LogsApi', {
    logs: SERVED_LOGS.map(({ group, ...served }) => ({
      ...served,
      logGroup: LogGroup.fromLogGroupName(groups, served.name.replaceAll('/', '-'), group),
    })),
  });
  // The local CloudWatch Logs has no quota to share between execution environments.
  stack.logsApi.function.addEnvironment('CALLS_PER_SECOND', '1000');
  app.synth();
  const aws = await startLocalAws({
    assembly: directory,
    port: 0,
    region: CLIENT.region,
    accountId: '123456789012',
    notice: () => undefined,
  });
  const client = { ...CLIENT, endpoint: aws.endpoint };
  const logsClient = new CloudWatchLogsClient({ ...client, disableHostPrefix: true });
  const dynamo = new DynamoDBClient(client);
  const { TableNames = [] } = await dynamo.send(new ListTablesCommand({}));
  const table = { client: DynamoDBDocumentClient.from(dynamo), tableName: TableNames[0] ?? '' };
  const url = Object.values(aws.apis)[0] ?? '';
  const tokens = await createTokens(new TokenStore({ ...table, clock: systemClock }));
  const get = createGet(url, tokens);
  const index = new CallIndex(table);
  const created = new Set<string>();
  const once = async (name: string, make: () => Promise<unknown>) => {
    if (created.has(name)) return;
    created.add(name);
    await make();
  };
  const put: ContractHost['put'] = async (logGroupName, logStreamName, logEvents) => {
    await once(logGroupName, () => logsClient.send(new CreateLogGroupCommand({ logGroupName })));
    await once(`${logGroupName}\n${logStreamName}`, () =>
      logsClient.send(new CreateLogStreamCommand({ logGroupName, logStreamName })),
    );
    await logsClient.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents: [...logEvents] }));
    await new Promise((resolve) => setTimeout(resolve, READ_DELAY_MS + 20));
  };
  const host: ContractHost = {
    url,
    tokens,
    put,
    // The rate limit applies to the tests, too.
    async get(path, options) {
      for (;;) {
        const response = await get(path, options);
        if (response.status !== 429) return response;
        await new Promise((resolve) => setTimeout(resolve, Number(response.headers.get('retry-after') ?? 1) * 1000));
      }
    },
    // Each execution environment of the function is another host.
    startAnother: async () => ({ url, close: async () => undefined }),
    index: createLineIndexer(index),
  };
  return {
    host,
    async stop() {
      logsClient.destroy();
      dynamo.destroy();
      await aws.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
