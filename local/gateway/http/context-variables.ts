import { COMMON_VARIABLES, type Variable } from '../shared/common-variables.ts';
import { type HttpErrorType, statusOfError } from './error-answer.ts';
import type { HttpArrival, HttpExchange } from './exchange.ts';

/** Of a request under way what is known of it so far. */
type Known = HttpArrival & Partial<HttpExchange>;

/** The variables of HTTP APIs; those that are not here have no value on this machine.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html */
const VARIABLES: Readonly<Record<string, Variable<Known>>> = {
  ...COMMON_VARIABLES,
  'authorizer.error': ({ authorization }) => authorization?.error,
  'authorizer.latency': ({ authorization }) => authorization && Math.round(authorization.latencyMs),
  'authorizer.principalId': ({ authorization }) => authorization?.principalId,
  'authorizer.status': ({ authorization }) => authorization && statusOf(authorization.refusal),
  dataProcessed: ({ request, answer }) => answer && request.body.length + answer.body.length,
  routeKey: ({ route }) => route?.routeKey,
};

/** The value of `$context.<name>`; undefined where it has none. */
export function httpContextVariable(name: string, known: Known): string | number | undefined {
  if (Object.hasOwn(VARIABLES, name)) return VARIABLES[name]?.(known);
  // What the authorizer's function added, by its own keys; lists and maps have no value.
  const key = /^authorizer\.(.+)$/.exec(name)?.[1];
  const context = known.authorization?.context;
  const value = key !== undefined && context && Object.hasOwn(context, key) ? context[key] : undefined;
  return ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : undefined;
}

/** What the client would get for the authorizer's part alone. */
function statusOf(refusal: HttpErrorType | undefined): number {
  return refusal === undefined ? 200 : statusOfError(refusal);
}
