import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { Account, ApiName, ApiStage, StackResource } from '../../core/targets/account.ts';
import { orIfDenied } from '../../core/targets/errors.ts';
import { notice } from '../output/stdio.ts';
import type { Connection } from '../session/connection.ts';
import { functionLogGroup, functionNames } from './functions.ts';
import { hasLogGroup, logGroupNames } from './log-groups.ts';
import { restApiFunctions, restApiStages, restApis } from './rest-apis.ts';
import { stackNames, stackResources } from './stack-resources.ts';
import { v2ApiFunctions, v2ApiStages, v2Apis } from './v2-apis.ts';

/** The resources of the account that targets name, read with the AWS SDK. */
export class AwsAccount implements Account {
  readonly #connection: Connection;
  readonly #logsClient: CloudWatchLogsClient;
  readonly #notices = new Set<string>();

  constructor(connection: Connection, logsClient: CloudWatchLogsClient) {
    this.#connection = connection;
    this.#logsClient = logsClient;
  }

  async functionLogGroup(functionName: string): Promise<string | undefined> {
    return functionLogGroup(await this.#connection.lambda(), functionName);
  }

  async functionNames(): Promise<readonly string[]> {
    return functionNames(await this.#connection.lambda());
  }

  hasLogGroup(name: string): Promise<boolean> {
    return hasLogGroup(this.#logsClient, name);
  }

  logGroupNames(): Promise<readonly string[]> {
    return logGroupNames(this.#logsClient);
  }

  /** A policy may allow only one kind of API: then only those are returned, with a notice. */
  async apis(): Promise<readonly ApiName[]> {
    const requests = [restApis(await this.#connection.apiGateway()), v2Apis(await this.#connection.apiGatewayV2())];
    const kinds = ['REST', 'HTTP and WebSocket'];
    const found = await Promise.all(requests.map((request) => orIfDenied(request, () => undefined)));
    if (found.every((apis) => apis === undefined)) return (await Promise.all(requests)).flat();
    for (const [index, apis] of found.entries()) {
      if (apis === undefined)
        this.notice(`apigateway:GET is denied for ${kinds[index]} APIs; searching only the other APIs`);
    }
    return found.flatMap((apis) => apis ?? []);
  }

  async apiStages(api: ApiName): Promise<readonly ApiStage[]> {
    return api.protocol === 'REST'
      ? restApiStages(await this.#connection.apiGateway(), api.id)
      : v2ApiStages(await this.#connection.apiGatewayV2(), api);
  }

  async apiFunctions({ id, protocol }: ApiName): Promise<readonly string[]> {
    return protocol === 'REST'
      ? restApiFunctions(await this.#connection.apiGateway(), id)
      : v2ApiFunctions(await this.#connection.apiGatewayV2(), id);
  }

  async stackResources(stackName: string): Promise<readonly StackResource[] | undefined> {
    return stackResources(await this.#connection.cloudFormation(), stackName);
  }

  async stackNames(): Promise<readonly string[]> {
    return stackNames(await this.#connection.cloudFormation());
  }

  /** Prints each notice once: `-f` resolves the targets repeatedly. */
  notice(message: string): void {
    if (this.#notices.has(message)) return;
    this.#notices.add(message);
    notice(message);
  }
}
