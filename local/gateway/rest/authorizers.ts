import { AuthorizerCache } from '../shared/authorizer-cache.ts';
import { callFunction, errorMessage, type Invoker, isInvokeError } from '../shared/invoker.ts';
import { evaluatePolicy, executeApiArn } from '../shared/policy.ts';
import type { RestLambdaAuthorizer } from './authorizer-config.ts';
import { requestAuthorizerEvent, tokenAuthorizerEvent } from './authorizer-event.ts';
import { type RestAuthorizerResult, readRestAuthorizerResult } from './authorizer-result.ts';
import { mappingExpressionValue } from './context-variables.ts';
import { endpointRequestLines, invokeUrl, maskSecret } from './execution-log-format.ts';
import type { AuthorizerLine, RestAuthorization, RestMethodRequest } from './request-state.ts';

/** The timeout of an authorizer's function.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html */
const MAX_AUTHORIZER_MS = 29_000;

/** Calls the Lambda authorizers of a REST API, and caches their results.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html */
export class RestAuthorizers {
  readonly #invoker: Invoker;
  readonly #cache: AuthorizerCache<RestAuthorizerResult>;

  /** @param now returns epoch milliseconds. */
  constructor(invoker: Invoker, now: () => number = Date.now) {
    this.#invoker = invoker;
    this.#cache = new AuthorizerCache(now);
  }

  async authorize(state: RestMethodRequest, authorizer: RestLambdaAuthorizer): Promise<RestAuthorization> {
    const { request, stage } = state;
    const identity = readIdentity(state, authorizer);
    const startLine: AuthorizerLine = {
      text: `Starting authorizer: ${authorizer.id} for request: ${request.requestId}`,
    };
    // Each step adds members to the authorization: `initial` -> `started`, then in `#call` -> `timed` -> `failed` or `called`.
    const initial = { authorizerId: authorizer.id, integrationLatencyMs: 0, context: {}, lines: [startLine] };
    const token = authorizer.type === 'TOKEN' ? (identity?.[0] ?? '') : undefined;
    if (!identity || token === '' || (token !== undefined && authorizer.validation?.test(token) === false)) {
      return { ...initial, rejection: { type: 'UNAUTHORIZED' }, errors: [unauthorizedError(request.requestId)] };
    }
    const identityLine = { text: `Incoming identity: ${maskSecret(identity.join(', '))}` };
    const started = { ...initial, lines: identity.length > 0 ? [startLine, identityLine] : [startLine] };
    const isCacheable = authorizer.ttlSeconds > 0 && identity.length > 0;
    const cacheKey = JSON.stringify([authorizer.id, stage.name, ...identity]);
    const cached = isCacheable ? this.#cache.get(cacheKey) : undefined;
    if (cached) return evaluateResult(state, cached, { ...started, integrationStatus: 200 });

    const event = token === undefined ? requestAuthorizerEvent(state) : tokenAuthorizerEvent(state, token);
    const { result, authorization } = await this.#call(state, authorizer, event, started);
    if (!result) return authorization;
    if (isCacheable) this.#cache.set(cacheKey, result, authorizer.ttlSeconds);
    return evaluateResult(state, result, authorization);
  }

  /** Calls the authorizer's function.
   *  @returns the authorization so far; without a `result`, the request is rejected. */
  async #call(
    state: RestMethodRequest,
    { id, functionName, functionArn }: RestLambdaAuthorizer,
    event: object,
    started: Omit<RestAuthorization, 'errors'>,
  ): Promise<{ result?: RestAuthorizerResult; authorization: RestAuthorization }> {
    const { request } = state;
    const body = JSON.stringify(event);
    const url = invokeUrl(functionArn);
    const requestLines = endpointRequestLines(state, url, `authorizers/${id}`, body);
    const lines: AuthorizerLine[] = [
      ...started.lines,
      ...requestLines.map((text) => ({ text, isDataTrace: true as const })),
      { text: `Sending request to ${url}` },
    ];
    const call = await callFunction(this.#invoker, functionName, body, request.traceId, MAX_AUTHORIZER_MS);
    const timed = { ...started, integrationLatencyMs: Math.round(call.latencyMs), lines, errors: [] };
    if (!call.result) {
      const errors = ['Execution failed due to a timeout error'];
      return { authorization: { ...timed, rejection: { type: 'AUTHORIZER_FAILURE' }, errors } };
    }
    const rejection = { type: 'AUTHORIZER_CONFIGURATION_ERROR' } as const;
    const configurationErrors = (reason: string) => [`Execution failed due to configuration error: ${reason}`];
    if (call.result instanceof Error) {
      const failed = { ...timed, ...(isInvokeError(call.result) && { integrationStatus: call.result.status }) };
      return { authorization: { ...failed, rejection, errors: configurationErrors(call.result.message) } };
    }
    const { payload, requestId, functionError } = call.result;
    const resultLine = { text: `Authorizer result body before parsing: ${payload}`, isDataTrace: true as const };
    const called = { ...timed, requestId, integrationStatus: 200, lines: [...lines, resultLine] };
    // With this error, a function reports that the caller is not authenticated.
    if (functionError && errorMessage(payload) === 'Unauthorized') {
      const errors = [unauthorizedError(request.requestId)];
      return { authorization: { ...called, rejection: { type: 'UNAUTHORIZED' }, errors } };
    }
    const result = functionError
      ? `Authorizer function failed with response body: ${payload}`
      : readRestAuthorizerResult(payload);
    if (typeof result === 'string') {
      return { authorization: { ...called, rejection, errors: configurationErrors(result) } };
    }
    return { result, authorization: called };
  }
}

/** Evaluates the policy of a new or cached result for a request. */
function evaluateResult(
  state: RestMethodRequest,
  { principalId, statements, context }: RestAuthorizerResult,
  called: Omit<RestAuthorization, 'errors'>,
): RestAuthorization {
  const evaluatedPolicy = evaluatePolicy(statements, executeApiArn(state));
  const lines = [
    ...called.lines,
    { text: `Using valid authorizer policy for principal: ${maskSecret(principalId)}` },
    { text: 'Successfully completed authorizer execution' },
  ];
  const authorization = { ...called, principalId, context, lines, errors: [] };
  if (evaluatedPolicy === 'Allow') return authorization;
  const explicitDeny = evaluatedPolicy === 'Deny' ? ' with an explicit deny' : '';
  return {
    ...authorization,
    rejection: { type: 'ACCESS_DENIED', message: `User is not authorized to access this resource${explicitDeny}` },
    errors: ['The client is not authorized to perform this operation.'],
  };
}

/** The values of the identity sources; undefined when one is missing or empty: the function is not called then. */
function readIdentity(state: RestMethodRequest, { identitySources }: RestLambdaAuthorizer): string[] | undefined {
  const values = identitySources.map((source) => mappingExpressionValue(source, state));
  return values.every((value) => value !== undefined && value !== '') ? (values as string[]) : undefined;
}

function unauthorizedError(requestId: string): string {
  return `Unauthorized request: ${requestId}`;
}
