import { AuthorizerCache } from '../shared/authorizer-cache.ts';
import { callFunction, errorMessage, type Invoker } from '../shared/invoker.ts';
import { type HttpAuthorizerAnswer, letsIn, readHttpAuthorizerAnswer } from './authorizer-answer.ts';
import type { HttpAuthorizer } from './authorizer-config.ts';
import { authorizerEvent, routeArn } from './authorizer-event.ts';
import { httpContextVariable } from './context-variables.ts';
import type { HttpAuthorization, RoutedHttpRequest } from './exchange.ts';
import { headerOf } from './headers.ts';
import { functionErrorText } from './integration.ts';

/** How long an authorizer's function may take.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const LONGEST_AUTHORIZER_MS = 10_000;

/** Asks the Lambda authorizers of an HTTP API, and keeps their answers.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html */
export class HttpAuthorizers {
  readonly #invoker: Invoker;
  readonly #cache: AuthorizerCache<HttpAuthorizerAnswer>;

  /** @param now epoch milliseconds */
  constructor(invoker: Invoker, now: () => number = Date.now) {
    this.#invoker = invoker;
    this.#cache = new AuthorizerCache(now);
  }

  async authorize(routed: RoutedHttpRequest, authorizer: HttpAuthorizer): Promise<HttpAuthorization> {
    const identity = identityOf(routed, authorizer);
    if (!identity) return { latencyMs: 0, context: {}, refusal: 'UNAUTHORIZED' };
    const keepsAnswers = authorizer.ttlSeconds > 0 && identity.length > 0;
    const key = JSON.stringify([authorizer.id, routed.stage.name, ...identity]);
    const kept = keepsAnswers ? this.#cache.get(key) : undefined;
    if (kept) return judged(routed, kept, 0);
    const { answer, latencyMs, ...failure } = await this.#ask(routed, authorizer, identity);
    if (!answer) return { latencyMs, context: {}, ...failure };
    if (keepsAnswers) this.#cache.keep(key, answer, authorizer.ttlSeconds);
    return judged(routed, answer, latencyMs);
  }

  /** Calls the function; without an `answer`, the rest says why there is none. */
  async #ask(
    routed: RoutedHttpRequest,
    authorizer: HttpAuthorizer,
    identity: readonly string[],
  ): Promise<Pick<HttpAuthorization, 'latencyMs' | 'refusal' | 'error'> & { readonly answer?: HttpAuthorizerAnswer }> {
    const event = JSON.stringify(authorizerEvent(routed, authorizer, identity));
    const { functionName } = authorizer;
    const call = await callFunction(this.#invoker, functionName, event, routed.request.traceId, LONGEST_AUTHORIZER_MS);
    const { latencyMs, result } = call;
    const failed = (error: string) => ({ latencyMs, refusal: 'AUTHORIZER_FAILURE', error }) as const;
    if (!result) return failed(`The authorizer did not answer within ${LONGEST_AUTHORIZER_MS} ms.`);
    if (result instanceof Error) return failed(result.message);
    const { payload, functionError } = result;
    // The one error by which a function says that a caller is unknown.
    if (functionError && errorMessage(payload) === 'Unauthorized') return { latencyMs, refusal: 'UNAUTHORIZED' };
    if (functionError) return failed(functionErrorText(payload));
    const answer = readHttpAuthorizerAnswer(payload, authorizer);
    if (typeof answer !== 'string') return { latencyMs, answer };
    return { latencyMs, refusal: 'AUTHORIZER_CONFIGURATION_ERROR', error: `${MALFORMED} ${answer}` };
  }
}

const MALFORMED = "The response from the Lambda Authorizer function doesn't match the format that API Gateway expects.";

/** What an answer, new or kept, says of this request. */
function judged(routed: RoutedHttpRequest, answer: HttpAuthorizerAnswer, latencyMs: number): HttpAuthorization {
  const { principalId, context } = answer;
  const known = { latencyMs, context, ...(principalId !== undefined && { principalId }) };
  return letsIn(answer, routeArn(routed)) ? known : { ...known, refusal: 'ACCESS_DENIED' };
}

/** The values by which an authorizer tells callers apart; undefined when one is missing or empty: nobody is asked then. */
function identityOf(routed: RoutedHttpRequest, { identitySources }: HttpAuthorizer): string[] | undefined {
  const values = identitySources.map((source) => identityValue(source, routed));
  return values.every((value) => value !== undefined && value !== '') ? (values as string[]) : undefined;
}

function identityValue(source: string, routed: RoutedHttpRequest): string | undefined {
  const [, from, name = ''] =
    /^\$(request\.header|request\.querystring|context|stageVariables)\.(.+)$/.exec(source) ?? [];
  switch (from) {
    case 'request.header':
      return headerOf(routed.request, name.toLowerCase());
    case 'request.querystring':
      return routed.request.query.get(name) ?? undefined;
    case 'context':
      return httpContextVariable(name, routed)?.toString();
    case 'stageVariables':
      return routed.stage.variables[name];
    default:
      return undefined;
  }
}
