import type * as z from 'zod';
import { isObject } from '../../core/is-object.ts';
import { nearestNames } from '../../core/targets/nearest-names.ts';

const TYPE_NAMES: Readonly<Record<string, string>> = {
  boolean: 'true or false',
  int: 'a whole number',
  object: 'an object',
  array: 'a list',
  string: 'a text',
};

/** The first problem of a settings file, in sentences: the setting, its value, and what to write instead.
 *  @param error of a parse with `reportInput`.
 *  @param jsonSchema the schema of the settings, for the names of all settings. */
export function describeIssue({ issues }: z.ZodError, jsonSchema: object): string {
  const [issue] = issues;
  if (issue === undefined) return 'the settings are not valid.';
  const setting = issue.path.join('.') || 'the file';
  const value = JSON.stringify(issue.input);
  if (value === undefined) return `${setting} is missing.`;
  switch (issue.code) {
    case 'unrecognized_keys': {
      const [name = ''] = issue.keys;
      return `${setting} has the unknown setting "${name}". Nearest: ${nearestNames(name, settingNames(jsonSchema, issue.path)).join(', ')}.`;
    }
    case 'invalid_value':
      return `${setting} is ${value}. Nearest: ${nearestNames(String(issue.input), issue.values.map(String)).join(', ')}.`;
    case 'invalid_type':
      return `${setting} is ${value}. Write ${TYPE_NAMES[issue.expected] ?? issue.expected}.`;
    case 'too_small':
      return `${setting} is ${value}. Write ${issue.origin === 'string' ? 'a text that is not empty' : `${issue.minimum} or more`}.`;
    default:
      return `${setting} is ${value}: ${issue.message}.`;
  }
}

/** The names of the settings in the object at a path. */
function settingNames(jsonSchema: object, path: readonly PropertyKey[]): string[] {
  let node: unknown = jsonSchema;
  for (const name of path) {
    if (!isObject(node)) return [];
    node =
      typeof name === 'number' ? node.items : isObject(node.properties) ? node.properties[String(name)] : undefined;
  }
  return isObject(node) && isObject(node.properties) ? Object.keys(node.properties) : [];
}
