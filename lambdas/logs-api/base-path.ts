/** The members of API Gateway's event that have the path of the request.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html */
export interface RoutedEvent {
  readonly path: string;
  readonly requestContext: {
    /** As in the URL: with the stage, unless the request uses a custom domain name. */
    readonly path: string;
  };
}

/** What precedes the path of a route in the URL: the stage (`/prod`), or nothing for a custom domain name. */
export function basePathOf({ path, requestContext }: RoutedEvent): string {
  return requestContext.path.endsWith(path) ? requestContext.path.slice(0, -path.length) : '';
}
