import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { Account, ApiName, ApiStage, StackResource } from '../../core/targets/account.ts';
import { ifDenied } from '../../core/targets/errors.ts';
import { notice } from '../output/output.ts';
import type { Connection } from '../session/connection.ts';
import { functionLogGroup, functionNames } from './functions.ts';
import { httpApiFunctions, httpApiStages, httpApis } from './http-apis.ts';
import { hasLogGroup, logGroupNames } from './log-groups.ts';
import { restApiFunctions, restApiStages, restApis } from './rest-apis.ts';
import { stackNames, stackResources } from './stack-resources.ts';

/** Answers what finding a target needs to know, with the AWS SDK. */
export class AwsAccount implements Account {
  readonly #connection: Connection;
  readonly #logs: CloudWatchLogsClient;
  readonly #said = new Set<string>();

  constructor(connection: Connection, logs: CloudWatchLogsClient) {
    this.#connection = connection;
    this.#logs = logs;
  }

  async functionLogGroup(functionName: string): Promise<string | undefined> {
    return functionLogGroup(await this.#connection.lambda(), functionName);
  }

  async functionNames(): Promise<readonly string[]> {
    return functionNames(await this.#connection.lambda());
  }

  hasLogGroup(name: string): Promise<boolean> {
    return hasLogGroup(this.#logs, name);
  }

  logGroupNames(): Promise<readonly string[]> {
    return logGroupNames(this.#logs);
  }

  /** A policy may allow one kind of API alone: what it allows is known. */
  async apis(): Promise<readonly ApiName[]> {
    const asked = [restApis(await this.#connection.apiGateway()), httpApis(await this.#connection.apiGatewayV2())];
    const kinds = ['REST', 'HTTP and WebSocket'];
    const known = await Promise.all(asked.map((answer) => ifDenied(answer, () => undefined)));
    if (known.every((apis) => apis === undefined)) return (await Promise.all(asked)).flat();
    for (const [index, apis] of known.entries()) {
      if (apis === undefined)
        this.notice(`apigateway:GET is denied for ${kinds[index]} APIs; looking among the others alone`);
    }
    return known.flatMap((apis) => apis ?? []);
  }

  async apiStages(api: ApiName): Promise<readonly ApiStage[]> {
    return api.protocol === 'REST'
      ? restApiStages(await this.#connection.apiGateway(), api.id)
      : httpApiStages(await this.#connection.apiGatewayV2(), api);
  }

  async apiFunctions({ id, protocol }: ApiName): Promise<readonly string[]> {
    return protocol === 'REST'
      ? restApiFunctions(await this.#connection.apiGateway(), id)
      : httpApiFunctions(await this.#connection.apiGatewayV2(), id);
  }

  async stackResources(stackName: string): Promise<readonly StackResource[] | undefined> {
    return stackResources(await this.#connection.cloudFormation(), stackName);
  }

  async stackNames(): Promise<readonly string[]> {
    return stackNames(await this.#connection.cloudFormation());
  }

  /** Says a thing once: following looks targets up again and again. */
  notice(message: string): void {
    if (this.#said.has(message)) return;
    this.#said.add(message);
    notice(message);
  }
}
