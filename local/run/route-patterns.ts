/** Finds the route of a path. */
export type RouteFinder = (path: string) => string | undefined;

/** What stands for the path of a request that no route was given for, as a route of API Gateway that takes all. */
export const ANY_PATH = '/{proxy+}';

/** Makes the search among routes such as `/users/{id}` and `/files/{path+}`, whose last part takes the whole rest. Where
 *  several fit, a literal part goes before `{name}`, and that before `{name+}`. */
export function routeFinder(routes: readonly string[]): RouteFinder {
  const patterns = routes
    .map((route) => ({ route, parts: partsOf(route) }))
    .sort((a, b) => compareGenerality(a.parts, b.parts));
  return (path) => {
    const given = partsOf(path);
    return patterns.find(({ parts }) => fits(parts, given))?.route;
  };
}

/** Says what is wrong with a route that somebody wrote; undefined when nothing is. */
export function routeFault(route: string): string | undefined {
  if (!route.startsWith('/')) return 'it does not begin with a slash';
  const parts = partsOf(route);
  const odd = parts.find((part) => /[{}]/.test(part) && !/^\{[^{}]+\}$/.test(part));
  if (odd !== undefined) return `"${odd}" is neither a literal part nor a parameter such as {id}`;
  if (parts.slice(0, -1).some((part) => part.endsWith('+}'))) return 'only its last part may take the whole rest';
  return undefined;
}

function partsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '');
}

function fits(parts: readonly string[], given: readonly string[]): boolean {
  if (parts.at(-1)?.endsWith('+}') ? given.length < parts.length : given.length !== parts.length) return false;
  return parts.every((part, index) => part.startsWith('{') || part === given[index]);
}

function compareGenerality(a: readonly string[], b: readonly string[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const difference = generality(a[index]) - generality(b[index]);
    if (difference !== 0) return difference;
  }
  return 0;
}

function generality(part: string | undefined): number {
  if (part === undefined) return 3;
  if (part.endsWith('+}')) return 2;
  return part.startsWith('{') ? 1 : 0;
}
