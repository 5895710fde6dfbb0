import { AuthorizerCache } from '../shared/authorizer-cache.ts';
import { callFunction, errorMessage, type Invoker, isRefusal } from '../shared/invoker.ts';
import { masked } from '../shared/masked.ts';
import type { Authorization, AuthorizerLine } from './authorization.ts';
import type { LambdaAuthorizer } from './authorizer-config.ts';
import { type AuthorizerAnswer, decide, readAuthorizerAnswer } from './authorizer-policy.ts';
import { endpointRequestLines } from './endpoint-lines.ts';
import { endpointUri } from './endpoint-uri.ts';
import type { RoutedRequest } from './exchange.ts';
import { requestEvent } from './proxy-event.ts';
import { expressionValue } from './request-expression.ts';

/** How long an authorizer's function may take.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html */
const LONGEST_AUTHORIZER_MS = 29_000;

/** Asks the Lambda authorizers of an API, and keeps their answers.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html */
export class Authorizers {
  readonly #invoker: Invoker;
  readonly #cache: AuthorizerCache<AuthorizerAnswer>;

  constructor(invoker: Invoker, now: () => number = Date.now) {
    this.#invoker = invoker;
    this.#cache = new AuthorizerCache(now);
  }

  async authorize(routed: RoutedRequest, authorizer: LambdaAuthorizer): Promise<Authorization> {
    const { request, stage } = routed;
    const identity = identityOf(routed, authorizer);
    const start: AuthorizerLine[] = [
      { text: `Starting authorizer: ${authorizer.id} for request: ${request.requestId}` },
    ];
    const uncalled = { authorizerId: authorizer.id, integrationLatencyMs: 0, context: {}, lines: start };
    const token = authorizer.type === 'TOKEN' ? (identity?.[0] ?? '') : undefined;
    if (!identity || token === '' || (token !== undefined && authorizer.validation?.test(token) === false)) {
      return { ...uncalled, refusal: { type: 'UNAUTHORIZED' }, errors: [unauthorized(request.requestId)] };
    }
    const incoming = { text: `Incoming identity: ${masked(identity.join(', '))}` };
    const known = { ...uncalled, lines: identity.length > 0 ? [...start, incoming] : start };
    const keepsAnswers = authorizer.ttlSeconds > 0 && identity.length > 0;
    const key = JSON.stringify([authorizer.id, stage.name, ...identity]);
    const kept = keepsAnswers ? this.#cache.get(key) : undefined;
    if (kept) return judged(routed, kept, { ...known, integrationStatus: 200 });

    const event = authorizer.type === 'TOKEN' ? tokenEvent(routed, token ?? '') : requestAuthorizerEvent(routed);
    const { answer, authorization } = await this.#ask(routed, authorizer, event, known);
    if (!answer) return authorization;
    if (keepsAnswers) this.#cache.keep(key, answer, authorizer.ttlSeconds);
    return judged(routed, answer, authorization);
  }

  /** Calls the function; without an `answer`, `authorization` says why there is none. */
  async #ask(
    routed: RoutedRequest,
    { id, functionName, functionArn }: LambdaAuthorizer,
    event: object,
    known: Omit<Authorization, 'errors'>,
  ): Promise<{ answer?: AuthorizerAnswer; authorization: Authorization }> {
    const { request } = routed;
    const body = JSON.stringify(event);
    const uri = endpointUri(functionArn);
    const asking = endpointRequestLines(routed, uri, `authorizers/${id}`, body);
    const lines: AuthorizerLine[] = [
      ...known.lines,
      ...asking.map((text) => ({ text, traced: true as const })),
      { text: `Sending request to ${uri}` },
    ];
    const call = await callFunction(this.#invoker, functionName, body, request.traceId, LONGEST_AUTHORIZER_MS);
    const asked = { ...known, integrationLatencyMs: Math.round(call.latencyMs), lines, errors: [] };
    const { result } = call;
    if (!result) {
      const errors = ['Execution failed due to a timeout error'];
      return { authorization: { ...asked, refusal: { type: 'AUTHORIZER_FAILURE' }, errors } };
    }
    const misconfigured = { type: 'AUTHORIZER_CONFIGURATION_ERROR' } as const;
    const because = (reason: string) => [`Execution failed due to configuration error: ${reason}`];
    if (result instanceof Error) {
      const refused = { ...asked, ...(isRefusal(result) && { integrationStatus: result.status }) };
      return { authorization: { ...refused, refusal: misconfigured, errors: because(result.message) } };
    }
    const { payload, requestId, functionError } = result;
    const traced = [...lines, { text: `Authorizer result body before parsing: ${payload}`, traced: true as const }];
    const called = { ...asked, requestId, integrationStatus: 200, lines: traced };
    // The one error by which a function says that a caller is unknown.
    if (functionError && errorMessage(payload) === 'Unauthorized') {
      const errors = [unauthorized(request.requestId)];
      return { authorization: { ...called, refusal: { type: 'UNAUTHORIZED' }, errors } };
    }
    const answer = functionError
      ? `Authorizer function failed with response body: ${payload}`
      : readAuthorizerAnswer(payload);
    if (typeof answer === 'string') {
      return { authorization: { ...called, refusal: misconfigured, errors: because(answer) } };
    }
    return { answer, authorization: called };
  }
}

/** What an answer, new or kept, says of this request. */
function judged(
  routed: RoutedRequest,
  { principalId, statements, context }: AuthorizerAnswer,
  known: Omit<Authorization, 'errors'>,
): Authorization {
  const decision = decide(statements, methodArn(routed));
  const lines = [
    ...known.lines,
    { text: `Using valid authorizer policy for principal: ${masked(principalId)}` },
    { text: 'Successfully completed authorizer execution' },
  ];
  const authorization = { ...known, principalId, context, lines, errors: [] };
  if (decision === 'Allow') return authorization;
  const explicitly = decision === 'Deny' ? ' with an explicit deny' : '';
  return {
    ...authorization,
    refusal: { type: 'ACCESS_DENIED', message: `User is not authorized to access this resource${explicitly}` },
    errors: ['The client is not authorized to perform this operation.'],
  };
}

/** The values by which an authorizer tells callers apart; undefined when one is missing or empty: nobody is asked then. */
function identityOf(routed: RoutedRequest, { identitySources }: LambdaAuthorizer): string[] | undefined {
  const values = identitySources.map((source) => expressionValue(source, routed));
  return values.every((value) => value !== undefined && value !== '') ? (values as string[]) : undefined;
}

/** The member `authorizer` of the request context that functions get. */
export function authorizerContext({ context, principalId, integrationLatencyMs }: Authorization) {
  return { ...context, principalId, integrationLatency: integrationLatencyMs };
}

function methodArn({ region, accountId, api, stage, request }: RoutedRequest): string {
  const path = request.resourceRequestPath.replace(/^\//, '');
  return `arn:aws:execute-api:${region}:${accountId}:${api.id}/${stage.name}/${request.httpMethod}/${path}`;
}

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-input.html */
function tokenEvent(routed: RoutedRequest, authorizationToken: string): object {
  return { type: 'TOKEN', methodArn: methodArn(routed), authorizationToken };
}

function requestAuthorizerEvent(routed: RoutedRequest): object {
  const event = requestEvent(routed);
  return {
    type: 'REQUEST',
    methodArn: methodArn(routed),
    ...event,
    // Where functions get null, authorizers get nothing in braces.
    queryStringParameters: event.queryStringParameters ?? {},
    multiValueQueryStringParameters: event.multiValueQueryStringParameters ?? {},
    pathParameters: event.pathParameters ?? {},
    stageVariables: event.stageVariables ?? {},
  };
}

function unauthorized(requestId: string): string {
  return `Unauthorized request: ${requestId}`;
}
