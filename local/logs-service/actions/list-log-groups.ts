import { action } from '../action.ts';
import { readPage } from '../list-page.ts';
import { logGroupArn } from '../log-group-arn.ts';
import type { LogGroup } from '../store/log-group-table.ts';
import { accountIdentifiers, logGroupClass, nextToken, tagKey } from '../validation/members.ts';
import { boolean, integer, list, required, string, structure } from '../validation/shapes.ts';

const NAME_PATTERN = '(\\^?[\\.\\-_\\/#A-Za-z0-9]{3,24})(\\|\\^?[\\.\\-_\\/#A-Za-z0-9]{3,24}){0,4}';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_ListLogGroups.html */
export const listLogGroups = action({
  name: 'ListLogGroups',
  input: {
    logGroupNamePattern: string({ min: 3, max: 129, pattern: NAME_PATTERN }),
    logGroupClass,
    includeLinkedAccounts: boolean(),
    accountIdentifiers,
    nextToken,
    limit: integer({ min: 1, max: 1000 }),
    dataSources: list(structure('DataSourceFilter', { name: required(string()), type: string() }), { min: 1, max: 5 }),
    fieldIndexNames: list(string({ min: 1, max: 512, pattern: '[\\.\\-_/#A-Za-z0-9]+' }), { min: 1, max: 20 }),
    logGroupTags: list(
      structure('TagFilter', {
        key: required(tagKey),
        values: list(string({ min: 0, max: 259, pattern: '^!?\\*?([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)\\*?$' }), {
          min: 0,
          max: 5,
        }),
      }),
      { min: 1, max: 5 },
    ),
  },
  run(input, context) {
    const { logGroupNamePattern, logGroupClass, dataSources, fieldIndexNames, logGroupTags = [] } = input;
    const nameMatches = namePattern(logGroupNamePattern);
    const matches = (group: LogGroup) =>
      nameMatches(group.name) &&
      (logGroupClass === undefined || group.class === logGroupClass) &&
      // Local groups have no data sources and no field indexes.
      dataSources === undefined &&
      fieldIndexNames === undefined &&
      logGroupTags.every(({ key, values }) => tagMatches(group.tags[key], values ?? []));

    const { items, nextToken } = readPage<LogGroup>(context, 'ListLogGroups', {
      nextToken: input.nextToken,
      limit: input.limit,
      items: (cursor) => context.store.groups.after((cursor?.[0] as string | undefined) ?? '').filter(matches),
      cursor: (group) => [group.name],
    });
    const logGroups = items.map(({ name, class: logGroupClass }) => ({
      logGroupName: name,
      logGroupArn: logGroupArn(context, name),
      logGroupClass,
    }));
    return { logGroups, nextToken };
  },
});

/** Up to five alternatives. An alternative with `^` matches a prefix of the name, any other one a part of the name. */
function namePattern(pattern: string | undefined): (name: string) => boolean {
  if (pattern === undefined) return () => true;
  const alternatives = pattern.split('|');
  return (name) =>
    alternatives.some((each) => (each.startsWith('^') ? name.startsWith(each.slice(1)) : name.includes(each)));
}

/** Whether one of the values matches: `*` at the start or the end matches any text, `!` at the start negates. */
function tagMatches(tag: string | undefined, values: readonly string[]): boolean {
  if (tag === undefined) return false;
  return values.length === 0 || values.some((value) => tagValueMatches(tag, value));
}

function tagValueMatches(tag: string, value: string): boolean {
  if (value.startsWith('!')) return !tagValueMatches(tag, value.slice(1));
  const text = value.replace(/^\*|\*$/g, '');
  if (value.startsWith('*') && value.endsWith('*')) return tag.includes(text);
  if (value.startsWith('*')) return tag.endsWith(text);
  return value.endsWith('*') ? tag.startsWith(text) : tag === value;
}
