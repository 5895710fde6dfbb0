import { isSecretName } from '../secret-name.ts';

/** Keys beside which a value stands under another key: tags, form fields, headers, environment variables, validation errors. */
const NAME_KEY =
  /^(?:(?:attribute|cookie|field|header|param|parameter|property|setting|tag|variable)?(?:name|key)|attribute|field|header|k|label|option|param|parameter|path|property|setting|variable)$/;
const VALUE_KEY = /^(?:v|val|values)$|value$/;

/** Words alone: what stands in lists of fields and headers. */
const PLAIN_NAME = /^[A-Za-z]+(?:[-_][A-Za-z]+){0,8}$/;
const LONGEST_PLAIN_NAME = 40;

/** Whether the value of this key names the value beside it, as in `{"Key": "password", "Value": "…"}`. */
export function isNameKey(key: string): boolean {
  return NAME_KEY.test(normalised(key));
}

/** Whether this key holds what is named beside it. */
export function isValueKey(key: string): boolean {
  return VALUE_KEY.test(normalised(key));
}

function normalised(key: string): string {
  return key.length > 32 ? '' : key.toLowerCase().replaceAll(/[-_ ]/g, '');
}

/** Where a list stands, which tells whether its items are names and values. */
export interface ListPlace {
  /** It is a list of two in a list of others, or all there is. */
  readonly isEntry: boolean;
  /** The key that it stands under. */
  readonly key: string | undefined;
}

/** Whether the item behind `name` in a list is its value: in an entry (`["password", "…"]`), in a flat list of headers
 *  (`["Host", "…", "Authorization", "…"]`), in arguments (`["--password", "…"]`). Lists of names alone are left: `["password", "email"]`.
 *  @param index that of `name`.
 *  @param next undefined when it is no text. */
export function isValueOf(
  name: string,
  index: number,
  next: string | undefined,
  length: number,
  place: ListPlace,
): boolean {
  if (!isSecretName(name)) return false;
  if (length === 2 && index === 0 && place.isEntry) return true;
  if (next === undefined || (index % 2 === 1 && !name.startsWith('-'))) return false;
  return normalised(place.key ?? '') === 'rawheaders' || !isPlainName(next);
}

function isPlainName(text: string): boolean {
  return text.length <= LONGEST_PLAIN_NAME && PLAIN_NAME.test(text);
}
