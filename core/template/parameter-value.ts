import type { TemplateParameter } from './template.ts';

/** Converts the value of a parameter to its type: a list parameter splits a string at the commas. Unknown values are unchanged. */
export function parameterValue(value: unknown, { Type }: TemplateParameter): unknown {
  const isList = /^(CommaDelimitedList|List<)/.test(Type);
  if (Array.isArray(value)) return isList || value.some((item) => typeof item === 'object') ? value : value.join(',');
  return isList && typeof value !== 'object' ? String(value).split(',') : value;
}
