/** The ARN of the function that an integration or an authorizer calls; undefined when its URI is of another service.
 *
 *  `arn:aws:apigateway:<region>:lambda:path/2015-03-31/functions/<function ARN>/invocations`, or with
 *  `/response-streaming-invocations` at the end. */
export function functionArnOf(uri: unknown): string | undefined {
  return /\/functions\/(arn:[^/]+)\/(?:response-streaming-)?invocations$/.exec(String(uri))?.[1];
}
