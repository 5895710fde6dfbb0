import type { GatewayRequest } from '../shared/request.ts';
import { headerOf } from './headers.ts';

/** Media types that come as text; all others come in Base64, forms and what names no type among them.
 *  @see https://aws.amazon.com/blogs/compute/handling-binary-data-using-amazon-api-gateway-http-apis/ */
const TEXT = /^\s*(text\/[^;\s]+|application\/(json|xml|javascript))\s*(;|$)/i;

/** The body as events have it. */
export function bodyOf(request: GatewayRequest): { readonly body?: string; readonly isBase64Encoded: boolean } {
  if (request.body.length === 0) return { isBase64Encoded: false };
  const isBase64Encoded = !TEXT.test(headerOf(request, 'content-type') ?? '');
  return { body: request.body.toString(isBase64Encoded ? 'base64' : 'utf8'), isBase64Encoded };
}
