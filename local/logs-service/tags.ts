import type { ActionContext } from './action.ts';
import { findGroup } from './find-log-group.ts';
import { groupNameInArn } from './log-group-arn.ts';
import { invalidParameter, ServiceError } from './service-error.ts';
import type { LogGroup } from './store/log-group-table.ts';

const MAX_TAGS = 50;

/** Finds the log group for the ARN of a tagging action.
 *  @throws ServiceError for another resource, or when the group does not exist. */
export function findTaggedGroup(context: ActionContext, resourceArn: string): LogGroup {
  const name = groupNameInArn(context, resourceArn);
  if (name === undefined)
    throw invalidParameter(`${resourceArn} is not the ARN of a log group of this account and Region`);
  return findGroup(context, name);
}

/** Adds tags and replaces the values of existing ones.
 *  @throws ServiceError (`TooManyTagsException`) */
export function addTags({ store }: ActionContext, group: LogGroup, tags: Readonly<Record<string, string>>): void {
  const all = { ...group.tags, ...tags };
  if (Object.keys(all).length > MAX_TAGS) {
    throw new ServiceError('TooManyTagsException', `A resource can have no more than ${MAX_TAGS} tags.`);
  }
  store.groups.setTags(group.id, all);
}

/** Removes tags. Keys without a tag are ignored. */
export function removeTags({ store }: ActionContext, group: LogGroup, keys: readonly string[]): void {
  const remaining = Object.entries(group.tags).filter(([key]) => !keys.includes(key));
  store.groups.setTags(group.id, Object.fromEntries(remaining));
}
