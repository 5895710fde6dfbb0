/** The ARN of the function that an integration or an authorizer of a REST API calls; undefined when its URI is of another service.
 *
 *  `arn:aws:apigateway:<region>:lambda:path/2015-03-31/functions/<function ARN>/invocations`, or with
 *  `/response-streaming-invocations` at the end. */
export function functionArnOf(uri: unknown): string | undefined {
  return /\/functions\/(arn:[^/]+)\/(?:response-streaming-)?invocations$/.exec(String(uri))?.[1];
}

/** The same for HTTP APIs, where the ARN of the function may stand alone. */
export function functionArnOfUriOrArn(uri: unknown): string | undefined {
  return functionArnOf(uri) ?? /^arn:[^:]+:lambda:[^:]*:[^:]*:function:[^/]+$/.exec(String(uri))?.[0];
}
