import type { ActionContext } from './action.ts';
import { openToken, sealToken, type TokenScope } from './paging-token.ts';
import { invalidParameter } from './service-error.ts';

/** Without a `limit`, lists come in pages of 50 items. */
const DEFAULT_PAGE_SIZE = 50;

const INVALID_TOKEN = 'Pagination token in request is invalid. Only token from previous list call or null is valid.';

export interface PageRequest<T> {
  readonly nextToken: string | undefined;
  readonly limit: number | undefined;
  /** The items after a cursor; undefined: from the start. */
  readonly items: (cursor: readonly (string | number)[] | undefined) => Iterable<T>;
  /** The cursor behind an item. */
  readonly cursor: (item: T) => readonly (string | number)[];
}

/** One page of a list. A token is given only where something follows.
 *  @throws ServiceError when the token is not one of this list. */
export function page<T>(
  context: ActionContext,
  list: string,
  request: PageRequest<T>,
): { items: T[]; nextToken: string | undefined } {
  const scope = tokenScope(context, list);
  const cursor = request.nextToken === undefined ? undefined : openToken(scope, request.nextToken);
  if (request.nextToken !== undefined && cursor === undefined) throw invalidParameter(INVALID_TOKEN);
  const limit = request.limit ?? DEFAULT_PAGE_SIZE;
  const items: T[] = [];
  for (const item of request.items(cursor)) {
    if (items.length === limit) {
      const last = items.at(-1) as T;
      return { items, nextToken: sealToken(scope, request.cursor(last)) };
    }
    items.push(item);
  }
  return { items, nextToken: undefined };
}

export function tokenScope({ store, now }: ActionContext, list: string): TokenScope {
  return { key: store.tokenKey, now, list };
}
