import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { LogsApi } from '../constructs/logs-api/logs-api.ts';
import type { LogsApiProps } from '../constructs/logs-api/logs-api-props.ts';

/** The sample's Logs API, in a stack of its own. */
export class LogsApiStack extends Stack {
  readonly logsApi: LogsApi;

  constructor(scope: Construct, id: string, props: StackProps & LogsApiProps) {
    super(scope, id, props);
    const { logs, callRetention, concurrency, domainName } = props;
    // With the id `Default` the construct is not part of logical ids: a deployed stack keeps its table, and with it the tokens.
    this.logsApi = new LogsApi(this, 'Default', {
      logs,
      ...(callRetention && { callRetention }),
      ...(concurrency !== undefined && { concurrency }),
      ...(domainName && { domainName }),
    });
  }
}
