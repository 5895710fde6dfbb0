import { decodePath } from '../../http/read-request.ts';
import type { Method } from '../rest/model.ts';

/** What requests are told apart by. */
interface Matched {
  /** `GET`, or `ANY` */
  readonly httpMethod: string;
  /** `/notes/{noteId}` */
  readonly resourcePath: string;
}

export interface Route<Of extends Matched = Method> {
  readonly method: Of;
  readonly pathParameters: Readonly<Record<string, string>>;
}

/** Finds the method for a request: a literal part of a path goes before `{name}`, and that before `{name+}`; the method's
 *  own name before `ANY`. Undefined when none fits.
 *  @param path without the stage, as the client sent it. */
export function findRoute<Of extends Matched>(
  methods: readonly Of[],
  httpMethod: string,
  path: string,
): Route<Of> | undefined {
  const parts = partsOf(path);
  const found = methods
    .filter((method) => method.httpMethod === httpMethod || method.httpMethod === 'ANY')
    .map((method) => ({ method, pathParameters: match(partsOf(method.resourcePath), parts) }))
    .filter((route): route is Route<Of> => route.pathParameters !== undefined);
  return found.reduce<Route<Of> | undefined>(
    (best, route) => (best && !isMoreSpecial(route.method, best.method) ? best : route),
    undefined,
  );
}

function partsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '');
}

function match(template: readonly string[], parts: readonly string[]): Record<string, string> | undefined {
  const parameters: Record<string, string> = {};
  for (const [index, part] of template.entries()) {
    const name = /^\{(.+?)(\+?)\}$/.exec(part);
    const given = parts[index];
    if (given === undefined) return undefined;
    if (name?.[1] && name[2]) {
      parameters[name[1]] = parts.slice(index).map(decodePath).join('/');
      return parameters;
    }
    if (name?.[1]) parameters[name[1]] = decodePath(given);
    else if (part !== given) return undefined;
  }
  return template.length === parts.length ? parameters : undefined;
}

function isMoreSpecial(candidate: Matched, best: Matched): boolean {
  const [a, b] = [partsOf(candidate.resourcePath), partsOf(best.resourcePath)];
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const difference = generality(a[index]) - generality(b[index]);
    if (difference !== 0) return difference < 0;
  }
  return candidate.httpMethod !== 'ANY' && best.httpMethod === 'ANY';
}

function generality(part: string | undefined): number {
  if (part === undefined) return 3;
  if (part.endsWith('+}')) return 2;
  return part.startsWith('{') ? 1 : 0;
}
