/** Values of log lines are of any type: these give them the type that an `ApiCall` wants, or null. */
type Fields = Readonly<Record<string, unknown>>;

export function textAt(fields: Fields | undefined, name: string): string | null {
  const value = fields?.[name];
  if (typeof value === 'string') return value === '' ? null : value;
  return typeof value === 'number' ? String(value) : null;
}

export function numberAt(fields: Fields | undefined, name: string): number | null {
  const value = fields?.[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
