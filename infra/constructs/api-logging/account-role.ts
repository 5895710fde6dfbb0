import { Stack, Stage } from 'aws-cdk-lib';
import { ApiGatewayAccountStack } from '../../stacks/api-gateway-account-stack.ts';
import type { LoggedStage } from './logged-stage.ts';

/** REST and WebSocket stages cannot be made before the account's role is set: their stack waits for the one that sees to it, if
 *  this app has it for their region. */
export function waitForAccountRole({ type, resource }: LoggedStage): void {
  if (type === 'HTTP') return;
  const stack = Stack.of(resource);
  const account = Stage.of(resource)
    ?.node.findAll()
    .find((scope) => scope instanceof ApiGatewayAccountStack && scope.environment === stack.environment);
  if (account instanceof ApiGatewayAccountStack && account !== stack) stack.addStackDependency(account);
}
