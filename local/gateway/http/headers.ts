import type { GatewayRequest } from '../shared/request.ts';

/** The value of a request's header; several of the same name come with commas between them.
 *  @param name in small letters. */
export function headerOf({ headers }: Pick<GatewayRequest, 'headers'>, name: string): string | undefined {
  const values = headers.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value);
  return values.length > 0 ? values.join(',') : undefined;
}

/** Values by name, those of the same name with commas between them. */
export function combined(pairs: Iterable<readonly [name: string, value: string]>): Record<string, string> {
  const values = new Map<string, string>();
  for (const [name, value] of pairs) {
    const before = values.get(name);
    values.set(name, before === undefined ? value : `${before},${value}`);
  }
  // A client may well send a name such as "__proto__": only `fromEntries` takes it for a name.
  return Object.fromEntries(values);
}
