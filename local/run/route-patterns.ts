import { createRouteFinder, splitPath } from '../route-finder.ts';

/** Finds the route of a path; undefined when no route matches. */
export type PathRouteFinder = (path: string) => string | undefined;

/** Replaces the path of a request that matches no route; as a route of API Gateway, it matches every path. */
export const ANY_PATH = '/{proxy+}';

/** Creates a search among routes of any method, such as `/users/{id}` and `/files/{path+}`. */
export function createPathRouteFinder(routes: readonly string[]): PathRouteFinder {
  const findRoute = createRouteFinder(routes.map((resourcePath) => ({ httpMethod: 'ANY', resourcePath })));
  return (path) => findRoute('ANY', path)?.route.resourcePath;
}

/** @returns the error in a route that a user wrote; undefined for a valid one. */
export function routeError(route: string): string | undefined {
  if (!route.startsWith('/')) return 'it does not begin with a slash';
  const segments = splitPath(route);
  const invalid = segments.find((segment) => /[{}]/.test(segment) && !/^\{[^{}]+\}$/.test(segment));
  if (invalid !== undefined) return `"${invalid}" is neither a literal nor a parameter such as {id}`;
  if (segments.slice(0, -1).some((segment) => segment.endsWith('+}'))) {
    return 'only its last segment can match the rest of the path';
  }
  return undefined;
}
