/** The text form of a UUID in lower case, as Lambda and API Gateway write request ids. It is the source of a regular expression,
 *  without anchors and groups, so that parsers can put it into their own. */
export const UUID_PATTERN = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';

const UUID = new RegExp(`^${UUID_PATTERN}$`);

/** Whether a text is a UUID in lower case, of any version. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}
