import type { Stage } from '@aws-sdk/client-api-gateway';
import type { CloudWatchLogsClient, LogGroup } from '@aws-sdk/client-cloudwatch-logs';
import type { Account, ApiLogs, ApiName, ApiStage, StackResource } from '../core/targets/account.ts';
import type { Connection } from './connection.ts';
import { notice } from './output.ts';

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
      if ((error as Error).name === 'AccessDeniedException') return this.#conventionalGroup(functionName);
      throw error;
    }
  }

  /** Who may not ask for a function's configuration can still read where functions log unless they are told otherwise. */
  async #conventionalGroup(functionName: string): Promise<string | undefined> {
    const group = `/aws/lambda/${functionName}`;
    if (!(await this.hasLogGroup(group))) return undefined;
    notice(
      `lambda:GetFunctionConfiguration is denied; reading ${group}, where ${functionName} logs unless it is configured otherwise`,
    );
    return group;
  }

  async functionNames(): Promise<readonly string[]> {
    const { paginateListFunctions } = await import('@aws-sdk/client-lambda');
    const names: string[] = [];
    for await (const page of paginateListFunctions({ client: await this.#connection.lambda() }, {})) {
      for (const { FunctionName } of page.Functions ?? []) if (FunctionName) names.push(FunctionName);
    }
    return names;
  }

  async apis(): Promise<readonly ApiName[]> {
    const { paginateGetRestApis } = await import('@aws-sdk/client-api-gateway');
    const found: ApiName[] = [];
    for await (const page of paginateGetRestApis({ client: await this.#connection.apiGateway() }, { limit: 500 })) {
      for (const { id = '', name = id } of page.items ?? []) found.push({ id, name });
    }
    return found;
  }

  async api(restApiId: string): Promise<ApiLogs> {
    const { GetStagesCommand, paginateGetResources } = await import('@aws-sdk/client-api-gateway');
    const client = await this.#connection.apiGateway();
    const { item: stages = [] } = await client.send(new GetStagesCommand({ restApiId }));
    const names = new Set<string>();
    for await (const page of paginateGetResources({ client }, { restApiId, embed: ['methods'], limit: 500 })) {
      for (const { resourceMethods = {} } of page.items ?? []) {
        for (const { methodIntegration } of Object.values(resourceMethods)) {
          const name = functionInUri(methodIntegration?.uri);
          if (name !== undefined) names.add(name);
        }
      }
    }
    return { stages: stages.map((stage) => describeStage(restApiId, stage)), functionNames: [...names] };
  }

  async stackResources(StackName: string): Promise<readonly StackResource[] | undefined> {
    const { paginateListStackResources } = await import('@aws-sdk/client-cloudformation');
    const found: StackResource[] = [];
    try {
      for await (const page of paginateListStackResources(
        { client: await this.#connection.cloudFormation() },
        { StackName },
      )) {
        for (const { ResourceType: type = '', PhysicalResourceId: physicalId } of page.StackResourceSummaries ?? []) {
          if (physicalId !== undefined) found.push({ type, physicalId });
        }
      }
    } catch (error) {
      // CloudFormation has no error of its own for this.
      if ((error as Error).name === 'ValidationError' && /does not exist/.test((error as Error).message))
        return undefined;
      throw error;
    }
    return found;
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

/** The function in an integration's URI: `arn:aws:apigateway:…/functions/arn:aws:lambda:…:function:<name>/invocations`. */
function functionInUri(uri: string | undefined): string | undefined {
  return /:function:([^:/]+)(?::[^/]*)?\/invocations$/.exec(uri ?? '')?.[1];
}

function describeStage(restApiId: string, stage: Stage): ApiStage {
  const name = stage.stageName ?? '';
  const accessLogGroup = /:log-group:([^:]+)/.exec(stage.accessLogSettings?.destinationArn ?? '')?.[1];
  const levels = Object.values(stage.methodSettings ?? {}).map(({ loggingLevel }) => loggingLevel ?? 'OFF');
  return {
    name,
    ...(accessLogGroup === undefined ? {} : { accessLogGroup }),
    ...(levels.some((level) => level !== 'OFF')
      ? { executionLogGroup: `API-Gateway-Execution-Logs_${restApiId}/${name}` }
      : {}),
  };
}

/** All log groups whose name starts with `prefix`, page by page. */
export async function* logGroups(client: CloudWatchLogsClient, prefix = ''): AsyncGenerator<LogGroup> {
  const { paginateDescribeLogGroups } = await import('@aws-sdk/client-cloudwatch-logs');
  const input = prefix === '' ? {} : { logGroupNamePrefix: prefix };
  for await (const page of paginateDescribeLogGroups({ client }, input)) yield* page.logGroups ?? [];
}
