import { decodePath } from './http/read-request.ts';

/** The method and the path of a route, as API Gateway writes them. */
export interface RouteDefinition {
  /** `GET`, or `ANY` */
  readonly httpMethod: string;
  /** `/notes/{noteId}`, `/files/{path+}` */
  readonly resourcePath: string;
}

export interface RouteMatch<Route extends RouteDefinition> {
  readonly route: Route;
  /** Decoded values of the path parameters. */
  readonly pathParameters: Readonly<Record<string, string>>;
}

/** Finds the route of a request; undefined when no route matches.
 *  @param path without the stage, as the client sent it. */
export type RouteFinder<Route extends RouteDefinition> = (
  httpMethod: string,
  path: string,
) => RouteMatch<Route> | undefined;

/** Creates a search among routes. When several routes match, the most specific one takes precedence, segment by segment:
 *  a literal, then `{name}`, then the greedy `{name+}`. If the paths are equally specific, the request's own method takes
 *  precedence over `ANY`.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html#http-api-develop-routes.evaluation */
export function createRouteFinder<Route extends RouteDefinition>(routes: readonly Route[]): RouteFinder<Route> {
  const candidates = routes
    .map((route) => ({ route, segments: splitPath(route.resourcePath).map(parseSegment) }))
    .sort(comparePrecedence);
  return (httpMethod, path) => {
    const values = splitPath(path);
    for (const { route, segments } of candidates) {
      if (route.httpMethod !== httpMethod && route.httpMethod !== 'ANY') continue;
      const pathParameters = matchPath(segments, values);
      if (pathParameters) return { route, pathParameters };
    }
    return undefined;
  };
}

/** The segments of a path, without empty ones such as after a trailing slash. */
export function splitPath(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '');
}

interface RouteSegment {
  readonly kind: 'literal' | 'parameter' | 'greedy';
  /** The text of a literal, or the name of a parameter. */
  readonly text: string;
}

function parseSegment(segment: string): RouteSegment {
  const [, name, plus] = /^\{(.*?)(\+?)\}$/.exec(segment) ?? [];
  if (name === undefined) return { kind: 'literal', text: segment };
  return { kind: plus ? 'greedy' : 'parameter', text: name };
}

/** A greedy parameter takes the rest of the path, at least one segment. */
function matchPath(
  segments: readonly RouteSegment[],
  values: readonly string[],
): Readonly<Record<string, string>> | undefined {
  const parameters: [name: string, value: string][] = [];
  for (const [index, { kind, text }] of segments.entries()) {
    const value = values[index];
    if (value === undefined) return undefined;
    if (kind === 'greedy') {
      parameters.push([text, values.slice(index).map(decodePath).join('/')]);
      return Object.fromEntries(parameters);
    }
    if (kind === 'parameter') parameters.push([text, decodePath(value)]);
    else if (text !== value) return undefined;
  }
  return segments.length === values.length ? Object.fromEntries(parameters) : undefined;
}

const PRECEDENCE = { literal: 0, parameter: 1, greedy: 2 } as const;
/** The precedence of the end of a path: the longer of two routes is more specific. */
const END_PRECEDENCE = 3;

interface Candidate {
  readonly route: RouteDefinition;
  readonly segments: readonly RouteSegment[];
}

function comparePrecedence(a: Candidate, b: Candidate): number {
  for (let index = 0; index < Math.max(a.segments.length, b.segments.length); index += 1) {
    const difference = precedence(a.segments[index]) - precedence(b.segments[index]);
    if (difference !== 0) return difference;
  }
  return Number(a.route.httpMethod === 'ANY') - Number(b.route.httpMethod === 'ANY');
}

function precedence(segment: RouteSegment | undefined): number {
  return segment ? PRECEDENCE[segment.kind] : END_PRECEDENCE;
}
