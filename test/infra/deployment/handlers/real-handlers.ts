import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { adoptedLogGroup } from '../../../../lambdas/adopted-log-group/adopted-log-group.ts';
import { apiGatewayAccount } from '../../../../lambdas/api-gateway-account/api-gateway-account.ts';
import { customResource } from '../../../../lambdas/custom-resource/custom-resource.ts';
import { type DeployedFunction, type InvokeFunction, UncoveredError } from '../account.ts';
import { functionEntry } from './function-entry.ts';
import { type HandlerHost, Invocation } from './invocation.ts';

/** Creates the handler of a function for one invocation. */
export type CreateHandler = (host: HandlerHost) => ReturnType<typeof customResource>;

/** The handlers of custom resources, by their folder in `lambdas/`. */
export type Handlers = Readonly<Record<'adopted-log-group' | 'api-gateway-account', CreateHandler>>;

/** As `handler.ts` of each folder creates them, but with the clients and the clock of the rehearsal. */
const HANDLERS: Handlers = {
  'adopted-log-group': (host) => customResource(adoptedLogGroup(host.logs), host),
  'api-gateway-account': (host) => customResource(apiGatewayAccount(host), host),
};

/** Runs the code of `lambdas/` that the deployed functions were bundled from, in this process: then the minutes that a handler waits
 *  take no time, and a scenario can put back a fault of a handler. `bundled-handlers.test.ts` runs the bundles themselves.
 *  @param altered handlers with a fault. */
export function realHandlers(altered: Partial<Handlers> = {}): InvokeFunction {
  const handlers: Readonly<Record<string, CreateHandler | undefined>> = { ...HANDLERS, ...altered };
  return async (invoked, event, account) => {
    const entry = functionEntry(invoked);
    const create = handlers[entry];
    if (!create) throw new UncoveredError(`The rehearsal has no handler for ${entry}: add it to real-handlers.ts.`);
    const invocation = new Invocation(invoked, account);
    const timeoutMs = invoked.timeoutSeconds * 1000;
    const deadline = account.clock.now() + timeoutMs;
    const done = new AbortController();
    const context = {
      logStreamName: '2026/11/21/[$LATEST]0123456789abcdef0123456789abcdef',
      getRemainingTimeInMillis: () => deadline - account.clock.now(),
    };
    try {
      const timeout = account.clock.wait(timeoutMs, done.signal).then(() => failAtTimeout(invoked));
      const work = create(invocation.host)(event as CloudFormationCustomResourceEvent, context);
      await Promise.race([work, timeout]);
    } finally {
      invocation.end();
      done.abort();
    }
  };
}

function failAtTimeout({ timeoutSeconds }: DeployedFunction): never {
  throw new Error(`Task timed out after ${timeoutSeconds.toFixed(2)} seconds`);
}
