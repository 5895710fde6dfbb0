import { AuthorizerCache } from '../shared/authorizer-cache.ts';
import { callFunction, errorMessage, type Invoker } from '../shared/invoker.ts';
import { executeApiArn } from '../shared/policy.ts';
import { joinedHeader } from '../shared/request.ts';
import type { HttpLambdaAuthorizer } from './authorizer-config.ts';
import { authorizerEvent } from './authorizer-event.ts';
import { allows, type HttpAuthorizerResult, readHttpAuthorizerResult } from './authorizer-result.ts';
import { httpContextVariable } from './context-variables.ts';
import { functionErrorText } from './lambda-integration.ts';
import type { HttpAuthorization, HttpRouteRequest } from './request-state.ts';

/** The timeout of an authorizer's function.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const MAX_AUTHORIZER_MS = 10_000;

const MALFORMED_RESULT =
  "The response from the Lambda Authorizer function doesn't match the format that API Gateway expects.";

/** Calls the Lambda authorizers of an HTTP API, and caches their results.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html */
export class HttpAuthorizers {
  readonly #invoker: Invoker;
  readonly #cache: AuthorizerCache<HttpAuthorizerResult>;

  /** @param now returns epoch milliseconds. */
  constructor(invoker: Invoker, now: () => number = Date.now) {
    this.#invoker = invoker;
    this.#cache = new AuthorizerCache(now);
  }

  async authorize(state: HttpRouteRequest, authorizer: HttpLambdaAuthorizer): Promise<HttpAuthorization> {
    const identity = readIdentity(state, authorizer);
    if (!identity) return { latencyMs: 0, context: {}, rejection: 'UNAUTHORIZED' };
    const isCacheable = authorizer.ttlSeconds > 0 && identity.length > 0;
    const cacheKey = JSON.stringify([authorizer.id, state.stage.name, ...identity]);
    const cached = isCacheable ? this.#cache.get(cacheKey) : undefined;
    if (cached) return evaluateResult(state, cached, 0);
    const { result, latencyMs, ...failure } = await this.#call(state, authorizer, identity);
    if (!result) return { latencyMs, context: {}, ...failure };
    if (isCacheable) this.#cache.set(cacheKey, result, authorizer.ttlSeconds);
    return evaluateResult(state, result, latencyMs);
  }

  /** Calls the authorizer's function.
   *  @returns the valid result; otherwise the rejection and its reason. */
  async #call(
    state: HttpRouteRequest,
    authorizer: HttpLambdaAuthorizer,
    identity: readonly string[],
  ): Promise<
    Pick<HttpAuthorization, 'latencyMs' | 'rejection' | 'error'> & { readonly result?: HttpAuthorizerResult }
  > {
    const event = JSON.stringify(authorizerEvent(state, authorizer, identity));
    const { functionName } = authorizer;
    const call = await callFunction(this.#invoker, functionName, event, state.request.traceId, MAX_AUTHORIZER_MS);
    const { latencyMs } = call;
    const failure = (error: string) => ({ latencyMs, rejection: 'AUTHORIZER_FAILURE', error }) as const;
    if (!call.result) return failure(`The authorizer did not answer within ${MAX_AUTHORIZER_MS} ms.`);
    if (call.result instanceof Error) return failure(call.result.message);
    const { payload, functionError } = call.result;
    // With this error, a function reports that the caller is not authenticated.
    if (functionError && errorMessage(payload) === 'Unauthorized') return { latencyMs, rejection: 'UNAUTHORIZED' };
    if (functionError) return failure(functionErrorText(payload));
    const result = readHttpAuthorizerResult(payload, authorizer);
    if (typeof result !== 'string') return { latencyMs, result };
    return { latencyMs, rejection: 'AUTHORIZER_CONFIGURATION_ERROR', error: `${MALFORMED_RESULT} ${result}` };
  }
}

/** Evaluates a new or cached result for a request. */
function evaluateResult(state: HttpRouteRequest, result: HttpAuthorizerResult, latencyMs: number): HttpAuthorization {
  const { principalId, context } = result;
  const authorization = { latencyMs, context, ...(principalId !== undefined && { principalId }) };
  return allows(result, executeApiArn(state)) ? authorization : { ...authorization, rejection: 'ACCESS_DENIED' };
}

/** The values of the identity sources; undefined when one is missing or empty: the function is not called then. */
function readIdentity(state: HttpRouteRequest, { identitySources }: HttpLambdaAuthorizer): string[] | undefined {
  const values = identitySources.map((source) => identityValue(source, state));
  return values.every((value) => value !== undefined && value !== '') ? (values as string[]) : undefined;
}

function identityValue(source: string, state: HttpRouteRequest): string | undefined {
  const [, from, name = ''] =
    /^\$(request\.header|request\.querystring|context|stageVariables)\.(.+)$/.exec(source) ?? [];
  switch (from) {
    case 'request.header':
      return joinedHeader(state.request, name.toLowerCase());
    case 'request.querystring':
      return state.request.query.get(name) ?? undefined;
    case 'context':
      return httpContextVariable(name, state)?.toString();
    case 'stageVariables':
      return state.stage.variables[name];
    default:
      return undefined;
  }
}
