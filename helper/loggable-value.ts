import { isObject } from '../core/is-object.ts';
import { redact } from '../core/redact/redact.ts';
import { cutText, decodeBase64 } from './body-text.ts';
import { objectOrEmpty } from './gateway-event.ts';
import { withoutReservedKeys } from './line-format.ts';
import { safely } from './line-writer.ts';

/** The limits of a copy of a value. They bound the cost of a value of any size. */
const COPY_LIMITS = { parts: 5_000, characters: 48 * 1024 };
/** The size of a value as JSON, keys included. The limit of CloudWatch Logs for an event is 1 MB. */
const MAX_JSON_CHARACTERS = 128 * 1024;

/** A redacted copy of a value, cut where it is too large. */
export function loggableValue(value: unknown, redactPaths: readonly string[]): unknown {
  const copy = redact(value, redactPaths, COPY_LIMITS);
  const json = JSON.stringify(copy) ?? '';
  return json.length > MAX_JSON_CHARACTERS ? cutText(json) : copy;
}

/** Where API Gateway's events hold the requested path and query string. */
const URL_MEMBERS = [
  'path',
  'rawPath',
  'rawQueryString',
  'pathParameters',
  'queryStringParameters',
  'multiValueQueryStringParameters',
  'requestContext.path',
  'requestContext.http.path',
];

/** A redacted copy of an event or of a result. A Base64 body is decoded first: redaction finds no secrets in Base64. */
export function loggableEvent(event: unknown, redactPaths: readonly string[], obfuscatePaths: boolean): unknown {
  const { body, isBase64Encoded } = objectOrEmpty(event);
  const readable =
    isBase64Encoded === true && typeof body === 'string'
      ? { ...objectOrEmpty(event), body: decodeBase64(body) }
      : event;
  return loggableValue(readable, obfuscatePaths ? [...redactPaths, ...URL_MEMBERS] : redactPaths);
}

/** The fields of a line for a value: the keys of an object; for an error, the keys that Lambda uses for errors; any other
 *  value is `value`. */
export function fieldsOfValue(value: unknown, redactPaths: readonly string[]): Readonly<Record<string, unknown>> {
  if (value === undefined) return {};
  const copy = loggableValue(value, redactPaths);
  // `instanceof` throws for a revoked proxy.
  if (safely(() => value instanceof Error)) return fieldsOfError(copy);
  return isObject(copy) ? withoutReservedKeys(copy) : { value: copy };
}

/** @param error a copy that `loggableValue` made. */
export function fieldsOfError(error: unknown): Readonly<Record<string, unknown>> {
  if (typeof error !== 'object' || error === null) return { errorMessage: String(error) };
  const { name, message, stack, ...rest } = error as Record<string, unknown>;
  return {
    errorType: name,
    errorMessage: message,
    ...(typeof stack === 'string' && { stackTrace: stack.split('\n') }),
    ...withoutReservedKeys(rest),
  };
}
