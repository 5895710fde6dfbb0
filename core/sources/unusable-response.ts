import { EXIT, type ExitCode, UserError } from '../user-error.ts';

/** What is known about a response that is not in the format of AWS. */
export interface UnusableResponse {
  /** The host and port that were called. */
  readonly endpoint: string;
  /** Such as `FilterLogEvents`. */
  readonly operation: string;
  readonly status: number;
  /** What the response is: `an HTML page`. */
  readonly content: string;
  /** Where it redirects to. */
  readonly location?: string | undefined;
}

/** A response that is not in the format of AWS: from a proxy, a sign-in page, another program, or a service that failed. */
export class UnusableResponseError extends UserError {
  override name = 'UnusableResponseError';
  readonly exitCode: ExitCode;
  /** As in errors of the SDK, which retries by this status. */
  readonly $metadata: { readonly httpStatusCode: number };

  constructor({ endpoint, operation, status, content, location }: UnusableResponse, options?: ErrorOptions) {
    super(
      location === undefined
        ? `${endpoint} answered ${operation} with ${content} (HTTP status ${status}), which is not an answer of AWS.`
        : `${endpoint} redirects ${operation} to ${location} (HTTP status ${status}), which AWS does not.`,
      hintFor(status),
      options,
    );
    this.exitCode = [401, 403, 407].includes(status) ? EXIT.NO_ACCESS : EXIT.SERVICE_ERROR;
    this.$metadata = { httpStatusCode: status };
  }
}

function hintFor(status: number): string {
  if (status === 407) return 'A proxy asks for a user and a password: set HTTPS_PROXY.';
  if (status >= 500 || status === 429) return 'Repeat the command later, or check --endpoint-url and AWS_ENDPOINT_URL.';
  return 'Check --endpoint-url, AWS_ENDPOINT_URL, and whether the network asks for a sign-in.';
}

/** Describes a body that is not in the format of AWS.
 *  @param isError whether the status is that of an error. */
export function describeContent(body: Uint8Array | undefined, contentEncoding: string | undefined): string {
  if (body === undefined) return 'a stream';
  if (body.length === 0) return 'an empty body';
  if ((body[0] === 0x1f && body[1] === 0x8b) || /gzip|deflate|br|zstd/.test(contentEncoding ?? ''))
    return 'compressed data';
  const start = Buffer.from(body.subarray(0, 1024)).toString('utf8').trimStart();
  if (/^(<!doctype html|<html)/i.test(start)) return 'an HTML page';
  if (start.startsWith('<')) return 'XML';
  if (!/^[[{]/.test(start)) return 'text';
  return isCompleteJson(body) ? 'JSON of another form' : 'JSON that is cut off';
}

function isCompleteJson(body: Uint8Array): boolean {
  try {
    JSON.parse(Buffer.from(body).toString('utf8'));
    return true;
  } catch {
    return false;
  }
}
