import type { App } from 'aws-cdk-lib';
import { prefixedName, stackPrefix } from './stack-prefix.ts';
import { ApiGatewayAccountStack } from './stacks/api-gateway-account-stack.ts';
import { LogsApiStack } from './stacks/logs-api-stack.ts';
import { NotesApiStack } from './stacks/notes-api-stack.ts';

/** Adds the three stacks of the sample. With `-c prefix=NAME`, their names, and all names that they choose, begin with the prefix: a
 *  region can then have several copies. The ids of the constructs stay.
 *  @throws Error when the context value is not a prefix. */
export function addSample(app: App): void {
  const namePrefix = stackPrefix(app);
  const stackName = (name: string) => (namePrefix === undefined ? {} : { stackName: prefixedName(namePrefix, name) });
  new ApiGatewayAccountStack(app, 'ApiGatewayAccount', {
    ...stackName('ApiGatewayAccount'),
    description: 'Allows API Gateway to write to CloudWatch Logs, for all APIs of the account in this region',
  });
  const { logs } = new NotesApiStack(app, 'NotesApi', {
    ...stackName('NotesApi'),
    ...(namePrefix !== undefined && { namePrefix }),
    description: 'A sample: an API for notes, with logging',
  });
  new LogsApiStack(app, 'LogsApi', {
    ...stackName('LogsApi'),
    description: 'The Logs API for the logs of the sample',
    logs,
  });
}
