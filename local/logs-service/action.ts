import type { ServerResponse } from 'node:http';
import type { LiveTailSessions } from './live-tail/sessions.ts';
import type { LogStore } from './store/store.ts';
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
  /** Whether log events can be delivered to this function. */
  readonly canInvoke: (functionArn: string) => boolean;
  readonly liveTail: LiveTailSessions;
}

/** An answer that goes on: it writes to the response for as long as it likes, and ends it. */
export interface StreamedAnswer {
  readonly stream: (response: ServerResponse) => void;
}

/** What the API reference says that the action answers; undefined where it has no output. */
export type Answer = Readonly<Record<string, unknown>> | StreamedAnswer | undefined;

/** One action of the service. */
export interface Action {
  /** As in the API reference: `PutLogEvents`. */
  readonly name: string;
  /** Validates the input and does the action.
   *  @throws ServiceError */
  readonly handle: (json: unknown, context: ActionContext) => Answer;
}

export interface ActionDefinition<M extends Members> {
  readonly name: string;
  /** The members of the request, with their constraints. */
  readonly input: M;
  readonly run: (input: InputOf<M>, context: ActionContext) => Answer;
}

export function action<const M extends Members>({ name, input, run }: ActionDefinition<M>): Action {
  const validate = validator(input);
  return { name, handle: (json, context) => run(validate(json), context) };
}
