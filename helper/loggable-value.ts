import { isObject } from '../core/is-object.ts';
import { redact } from '../core/redact/redact.ts';
import { cutText, decoded } from './body-text.ts';
import { fieldsOf } from './gateway-event.ts';
import { OWN_KEYS } from './line-format.ts';
import { safely } from './line-writer.ts';

/** What is kept of a value: enough for what a person reads, and little enough that a value of any size costs little. */
const LIMITS = { parts: 5_000, characters: 48 * 1024 };
/** CloudWatch Logs takes events of 1 MB; keys count as well. */
const LARGEST_VALUE = 128 * 1024;

/** A value as it is written: a redacted copy, cut where it is too large. */
export function writtenValue(value: unknown, redactPaths: readonly string[]): unknown {
  const copy = redact(value, redactPaths, LIMITS);
  const json = JSON.stringify(copy) ?? '';
  return json.length > LARGEST_VALUE ? cutText(json) : copy;
}

/** Paths that stand for the path and the query of a request in API Gateway's events. */
const RAW_PATHS = [
  'path',
  'rawPath',
  'rawQueryString',
  'pathParameters',
  'queryStringParameters',
  'multiValueQueryStringParameters',
  'requestContext.path',
  'requestContext.http.path',
];

/** An event, or a result, as it is written: bodies in Base64 are decoded, since secrets in them would be hidden from redaction. */
export function writtenEvent(event: unknown, redactPaths: readonly string[], obfuscatePaths: boolean): unknown {
  const { body, isBase64Encoded } = fieldsOf(event);
  const readable =
    isBase64Encoded === true && typeof body === 'string' ? { ...fieldsOf(event), body: decoded(body) } : event;
  return writtenValue(readable, obfuscatePaths ? [...redactPaths, ...RAW_PATHS] : redactPaths);
}

/** The fields of a line for a value: the keys of an object stand beside the message; an error's are those that Lambda gives it;
 *  anything else is `value`. */
export function fieldsFor(value: unknown, redactPaths: readonly string[]): Readonly<Record<string, unknown>> {
  if (value === undefined) return {};
  const written = writtenValue(value, redactPaths);
  // Even to ask a revoked proxy what it is throws.
  if (safely(() => value instanceof Error)) return errorFields(written);
  return isObject(written) && !Object.keys(written).some((key) => OWN_KEYS.has(key)) ? written : { value: written };
}

/** @param error as `writtenValue` gives it. */
export function errorFields(error: unknown): Readonly<Record<string, unknown>> {
  if (typeof error !== 'object' || error === null) return { errorMessage: String(error) };
  const { name, message, stack, ...rest } = error as Record<string, unknown>;
  const own = Object.fromEntries(Object.entries(rest).filter(([key]) => !OWN_KEYS.has(key)));
  return {
    errorType: name,
    errorMessage: message,
    ...(typeof stack === 'string' && { stackTrace: stack.split('\n') }),
    ...own,
  };
}
