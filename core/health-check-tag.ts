/** The tag of a stage that lists the routes of its health checks, see `formatHealthCheckTag`. API Gateway logs every request, so
 *  health checks can only be left out when the lines are read. */
export const HEALTH_CHECK_TAG = 'tailgate:health-checks';

/** The value of the tag for routes such as `GET /health`. A tag value may contain letters, digits, spaces and `_.:/=+-@`. It may
 *  not contain braces, but routes of health checks have no path parameters.
 *  @see https://docs.aws.amazon.com/tag-editor/latest/userguide/tagging.html */
export function formatHealthCheckTag(routes: readonly string[]): string {
  return routes.join(' ');
}

/** The routes in the value of the tag. Each is a path, a route key, or a method and a path. */
export function parseHealthCheckTag(value: string): string[] {
  return value.match(/[A-Z]{3,7} \/\S*|\S+/g) ?? [];
}
