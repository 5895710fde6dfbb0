import type { LogStore } from './store.ts';
import type { InputOf, Members } from './validation/shapes.ts';
import { validator } from './validation/validate.ts';

/** What an action works on. */
export interface ActionContext {
  readonly store: LogStore;
  readonly region: string;
  /** Twelve digits. */
  readonly accountId: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly requestId: string;
}

/** One action of the service. */
export interface Action {
  /** As in the API reference: `PutLogEvents`. */
  readonly name: string;
  /** Validates the input and does the action. The answer is what the API reference says; undefined where it has none.
   *  @throws ServiceError */
  readonly handle: (json: unknown, context: ActionContext) => object | undefined;
}

export interface ActionDefinition<M extends Members> {
  readonly name: string;
  /** The members of the request, with their constraints. */
  readonly input: M;
  readonly run: (input: InputOf<M>, context: ActionContext) => object | undefined;
}

export function action<const M extends Members>({ name, input, run }: ActionDefinition<M>): Action {
  const validate = validator(input);
  return { name, handle: (json, context) => run(validate(json), context) };
}
