import { validateHeaderName, validateHeaderValue } from 'node:http';

export type Header = readonly [name: string, value: string];

/** The HTTP response that the client receives. */
export interface ClientResponse {
  readonly status: number;
  readonly headers: readonly Header[];
  /** The whole body, or its first bytes when `streamed` has the rest. */
  readonly body: Buffer;
  readonly streamed?: StreamedBody;
  /** The error that API Gateway reports; undefined for the response of an integration. */
  readonly error?: {
    readonly message: string | null;
    readonly responseType: string;
    /** The type of the custom gateway response that was used: `responseType`, `DEFAULT_4XX` or `DEFAULT_5XX`. */
    readonly customResponseType?: string;
  };
}

/** The rest of a body that is forwarded while it arrives. */
export interface StreamedBody extends AsyncIterable<Uint8Array> {
  /** The number of bytes forwarded so far. */
  readonly bytes: number;
  /** Why the body is incomplete, as lines of the execution log. Empty for a complete body. */
  readonly errors: readonly string[];
}

/** API Gateway sets these headers itself. It sends the headers of a function with these names under another name.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html */
const REMAPPED_HEADERS = new Set(['connection', 'content-length', 'date', 'server', 'www-authenticate']);
/** These headers of a function do not apply to the connection of the client, which would misread the body. */
const DROPPED_HEADERS = new Set(['keep-alive', 'trailer', 'transfer-encoding', 'upgrade']);

/** Converts the headers of a function's result into those that the client receives.
 *  @returns undefined when a header is not valid in HTTP: it has a newline, or a character that is not allowed in names. */
export function toClientHeaders(headers: readonly Header[]): readonly Header[] | undefined {
  const clientHeaders = headers
    .filter(([name]) => !DROPPED_HEADERS.has(name.toLowerCase()))
    .map(
      ([name, value]): Header => [REMAPPED_HEADERS.has(name.toLowerCase()) ? `x-amzn-Remapped-${name}` : name, value],
    );
  return areValidHeaders(clientHeaders) ? clientHeaders : undefined;
}

/** Whether HTTP allows all of the headers. */
export function areValidHeaders(headers: readonly Header[]): boolean {
  return headers.every(isValidHeader);
}

function isValidHeader([name, value]: Header): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}
