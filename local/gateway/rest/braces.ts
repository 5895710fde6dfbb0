/** Headers or parameters as execution logs have them: `{name=value, name=value}` */
export function braces(pairs: readonly (readonly [name: string, value: string])[]): string {
  return `{${pairs.map(([name, value]) => `${name}=${value}`).join(', ')}}`;
}
