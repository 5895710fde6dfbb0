/** Whether an API takes a media type for binary: its list has the type, all of its kind (`image/*`), or all there are.
 *  @param header `Content-Type`, or `Accept`, of which the first type counts.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings-workflow.html */
export function isBinary(header: string | undefined, binaryMediaTypes: readonly string[]): boolean {
  if (binaryMediaTypes.includes('*/*')) return true;
  const type = /^\s*([^;,\s]+)/.exec(header ?? '')?.[1]?.toLowerCase();
  if (type === undefined) return false;
  return binaryMediaTypes.some(
    (known) => known.toLowerCase() === type || known.toLowerCase() === type.replace(/\/.*/, '/*'),
  );
}
