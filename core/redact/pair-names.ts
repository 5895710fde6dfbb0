import { isSecretName } from '../secret-name.ts';

/** Keys whose value names the value of a sibling key: in tags, form fields, headers, environment variables, validation errors. */
const NAME_KEY =
  /^(?:(?:attribute|cookie|field|header|param|parameter|property|setting|tag|variable)?(?:name|key)|attribute|field|header|k|label|option|param|parameter|path|property|setting|variable)$/;
const VALUE_KEY = /^(?:v|val|values)$|value$/;

/** Matches a text that looks like the name of a field or header, and not like a value. */
const PLAIN_NAME = /^[A-Za-z]+(?:[-_][A-Za-z]+){0,8}$/;
const MAX_PLAIN_NAME_LENGTH = 40;

/** Whether this key holds the name of a pair: `Key` in `{"Key": "password", "Value": "…"}`. */
export function isNameKey(key: string): boolean {
  return NAME_KEY.test(normalize(key));
}

/** Whether this key holds the value of a pair: `Value` in `{"Key": "password", "Value": "…"}`. */
export function isValueKey(key: string): boolean {
  return VALUE_KEY.test(normalize(key));
}

function normalize(key: string): string {
  return key.length > 32 ? '' : key.toLowerCase().replaceAll(/[-_ ]/g, '');
}

/** The context of a list, which decides whether its items are names and values. */
export interface ListContext {
  /** The list is an item of another list, or is the whole value. If it has two items, they may be a name and its value. */
  readonly isItemOrRoot: boolean;
  /** The key whose value the list is. */
  readonly key: string | undefined;
}

/** Whether the item after `name` in a list is its value. It is in a pair (`["password", "…"]`), in a flat list of headers
 *  (`["Host", "…", "Authorization", "…"]`) and in command-line arguments (`["--password", "…"]`). It is not in a list of names:
 *  `["password", "email"]`.
 *  @param index the index of `name`.
 *  @param next the item after it; undefined when it is not a string.
 *  @param length the number of items in the list. */
export function isNextItemValue(
  name: string,
  index: number,
  next: string | undefined,
  length: number,
  context: ListContext,
): boolean {
  if (!isSecretName(name)) return false;
  if (length === 2 && index === 0 && context.isItemOrRoot) return true;
  if (next === undefined || (index % 2 === 1 && !name.startsWith('-'))) return false;
  return normalize(context.key ?? '') === 'rawheaders' || !isPlainName(next);
}

function isPlainName(text: string): boolean {
  return text.length <= MAX_PLAIN_NAME_LENGTH && PLAIN_NAME.test(text);
}
