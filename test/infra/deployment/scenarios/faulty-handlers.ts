import { adoptedLogGroup } from '../../../../lambdas/adopted-log-group/adopted-log-group.ts';
import { apiGatewayAccount } from '../../../../lambdas/api-gateway-account/api-gateway-account.ts';
import type { CallRetries } from '../../../../lambdas/custom-resource/call-retries.ts';
import { type CustomResourceDefinition, customResource } from '../../../../lambdas/custom-resource/custom-resource.ts';
import type { HandlerHost } from '../handlers/invocation.ts';
import type { CreateHandler, Handlers } from '../handlers/real-handlers.ts';

// The handlers of the custom resources, each with a fault that they had.

type Event = Parameters<ReturnType<CreateHandler>>[0];
type Response = Record<'Status' | 'PhysicalResourceId' | 'Reason', string>;

/** Calls a service. */
type Send<Output> = (options: { readonly abortSignal: AbortSignal }) => Promise<Output>;

function allHandlers(create: (definition: CustomResourceDefinition, host: HandlerHost) => ReturnType<CreateHandler>) {
  return {
    'adopted-log-group': (host) => create(adoptedLogGroup(host.logs), host),
    'api-gateway-account': (host) => create(apiGatewayAccount(host), host),
  } satisfies Handlers;
}

/** A definition whose calls are made in another way. */
function withCalls(
  definition: CustomResourceDefinition,
  call: (retries: CallRetries) => Pick<CallRetries, 'call'>,
): CustomResourceDefinition {
  return {
    ...definition,
    apply: (properties, retries, target) => definition.apply(properties, call(retries) as CallRetries, target),
  };
}

/** Makes each call once. */
export const WITHOUT_RETRIES = allHandlers((definition, host) => {
  const once = { call: <Output>(send: Send<Output>) => send({ abortSignal: new AbortController().signal }) };
  return customResource(
    withCalls(definition, () => once),
    host,
  );
});

/** Takes the first refusal of IAM for the answer. Only IAM's error has the name AccessDenied. */
export const WITHOUT_RETRIES_AT_IAM = allHandlers((definition, host) => {
  const acceptRefusal = (retries: CallRetries) => ({
    call: async <Output>(send: Send<Output>, ...rest: [((error: Error) => boolean)?]) => {
      let refusal: Error | undefined;
      const output = await retries.call(
        async (options) => {
          try {
            return await send(options);
          } catch (error) {
            if ((error as Error).name !== 'AccessDenied') throw error;
            refusal = error as Error;
            return undefined;
          }
        },
        ...rest,
      );
      if (refusal) throw refusal;
      return output as Output;
    },
  });
  return customResource(withCalls(definition, acceptRefusal), host);
});

/** Retries as if the function had no timeout. */
export const WITHOUT_DEADLINE = allHandlers((definition, host) => {
  const handler = customResource(definition, host);
  return (event, context) => handler(event, { ...context, getRemainingTimeInMillis: () => 24 * 3_600_000 });
});

/** Ends, or hangs, without a response. */
export const WITHOUT_RESPONSE = allHandlers(() => () => new Promise(() => {}));

/** Has another physical id when the creation fails than when it works. */
export const WITH_ANOTHER_ID_AFTER_FAILURE = allHandlers((definition, host) =>
  withResponse(definition, host, (response, event) => {
    const isFailedCreation = event.RequestType === 'Create' && response.Status === 'FAILED';
    const { LogicalResourceId, ResourceProperties, RequestId } = event;
    const id = isFailedCreation ? LogicalResourceId : definition.physicalId(ResourceProperties, RequestId);
    return { ...response, PhysicalResourceId: id };
  }),
);

/** Sends the whole message of an error. */
export const WITH_UNBOUNDED_REASON = allHandlers((definition, host) => {
  let message = '';
  const recording: CustomResourceDefinition = {
    ...definition,
    apply: (...request) =>
      definition.apply(...request).catch((error: Error) => {
        message = error.message;
        throw error;
      }),
  };
  return withResponse(recording, host, (response) =>
    response.Status === 'FAILED' ? { ...response, Reason: message } : response,
  );
});

function withResponse(
  definition: CustomResourceDefinition,
  host: HandlerHost,
  change: (response: Response, event: Event) => Response,
): ReturnType<CreateHandler> {
  return (event, context) => {
    const send: typeof fetch = (url, init) => {
      const body = JSON.stringify(change(JSON.parse(String(init?.body)) as Response, event));
      return host.fetch(url, { ...init, body });
    };
    return customResource(definition, { ...host, fetch: send })(event, context);
  };
}
