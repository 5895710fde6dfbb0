import type { CloudWatchLogsClient, LogGroup } from '@aws-sdk/client-cloudwatch-logs';
import type { Account } from '../core/targets/account.ts';
import type { Connection } from './connection.ts';

/** Answers what finding a target needs, with the AWS SDK: each question once. */
export class AwsAccount implements Account {
  readonly #connection: Connection;
  readonly #logs: CloudWatchLogsClient;

  constructor(connection: Connection, logs: CloudWatchLogsClient) {
    this.#connection = connection;
    this.#logs = logs;
  }

  async functionLogGroup(functionName: string): Promise<string | undefined> {
    if (!/^[A-Za-z0-9-_:]{1,170}$/.test(functionName)) return undefined;
    const { GetFunctionConfigurationCommand } = await import('@aws-sdk/client-lambda');
    const lambda = await this.#connection.lambda();
    try {
      const configuration = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: functionName }));
      return configuration.LoggingConfig?.LogGroup ?? `/aws/lambda/${configuration.FunctionName ?? functionName}`;
    } catch (error) {
      if ((error as Error).name === 'ResourceNotFoundException') return undefined;
      throw error;
    }
  }

  async functionNames(): Promise<readonly string[]> {
    const { paginateListFunctions } = await import('@aws-sdk/client-lambda');
    const names: string[] = [];
    for await (const page of paginateListFunctions({ client: await this.#connection.lambda() }, {})) {
      for (const { FunctionName } of page.Functions ?? []) if (FunctionName) names.push(FunctionName);
    }
    return names;
  }

  async hasLogGroup(name: string): Promise<boolean> {
    for await (const group of logGroups(this.#logs, name)) {
      if (group.logGroupName === name) return true;
    }
    return false;
  }

  async logGroupNames(): Promise<readonly string[]> {
    const names: string[] = [];
    for await (const group of logGroups(this.#logs)) if (group.logGroupName) names.push(group.logGroupName);
    return names;
  }
}

/** All log groups whose name starts with `prefix`, page by page. */
export async function* logGroups(client: CloudWatchLogsClient, prefix = ''): AsyncGenerator<LogGroup> {
  const { paginateDescribeLogGroups } = await import('@aws-sdk/client-cloudwatch-logs');
  const input = prefix === '' ? {} : { logGroupNamePrefix: prefix };
  for await (const page of paginateDescribeLogGroups({ client }, input)) yield* page.logGroups ?? [];
}
