import type { ActionContext } from './action.ts';
import { createToken, readToken, type TokenScope } from './paging-token.ts';
import { invalidParameter } from './service-error.ts';

/** The number of items on a page of a list without `limit`. */
const DEFAULT_PAGE_SIZE = 50;

const INVALID_TOKEN = 'Pagination token in request is invalid. Only token from previous list call or null is valid.';

/** The paging parameters of a request, and the list that they refer to. */
export interface PageRequest<T> {
  readonly nextToken: string | undefined;
  readonly limit: number | undefined;
  /** Returns the items after a cursor, or from the start if it is undefined. */
  readonly items: (cursor: readonly (string | number)[] | undefined) => Iterable<T>;
  /** Returns the cursor after an item. */
  readonly cursor: (item: T) => readonly (string | number)[];
}

/** Reads one page of a list. The result has a token only if more items follow.
 *  @throws ServiceError when the token does not belong to this list. */
export function readPage<T>(
  context: ActionContext,
  list: string,
  request: PageRequest<T>,
): { items: T[]; nextToken: string | undefined } {
  const scope = tokenScope(context, list);
  const cursor = request.nextToken === undefined ? undefined : readToken(scope, request.nextToken);
  if (request.nextToken !== undefined && cursor === undefined) throw invalidParameter(INVALID_TOKEN);
  const limit = request.limit ?? DEFAULT_PAGE_SIZE;
  const items: T[] = [];
  for (const item of request.items(cursor)) {
    if (items.length === limit) {
      const last = items.at(-1) as T;
      return { items, nextToken: createToken(scope, request.cursor(last)) };
    }
    items.push(item);
  }
  return { items, nextToken: undefined };
}

/** The scope of the paging tokens of a list. @param list the name of the list, which is part of the signature. */
export function tokenScope({ store, now }: ActionContext, list: string): TokenScope {
  return { key: store.tokenKey, now, list };
}
