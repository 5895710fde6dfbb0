import type { ServerResponse } from 'node:http';
import type { LiveTailSessions } from './live-tail/sessions.ts';
import type { LogStore } from './store/store.ts';
import type { InputOf, Members } from './validation/shapes.ts';
import { createValidator } from './validation/validate.ts';

/** The context of one request. */
export interface ActionContext {
  readonly store: LogStore;
  readonly region: string;
  /** Twelve digits. */
  readonly accountId: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly requestId: string;
  /** Whether a function exists and can receive log events. */
  readonly canInvoke: (functionArn: string) => boolean;
  readonly liveTail: LiveTailSessions;
}

/** A streamed output. The function writes to the response and ends it. */
export interface StreamedOutput {
  readonly stream: (response: ServerResponse) => void;
}

/** The output of an action, as in the API reference; undefined for an action without output. */
export type Output = Readonly<Record<string, unknown>> | StreamedOutput | undefined;

/** One action of the service. */
export interface Action {
  /** As in the API reference, for example `PutLogEvents`. */
  readonly name: string;
  /** Validates the input and runs the action.
   *  @throws ServiceError */
  readonly handle: (json: unknown, context: ActionContext) => Output;
}

/** The name, the input and the implementation of an action. */
export interface ActionDefinition<M extends Members> {
  readonly name: string;
  /** The members of the request, with their constraints. */
  readonly input: M;
  readonly run: (input: InputOf<M>, context: ActionContext) => Output;
}

/** Creates an action that validates its input before it runs. */
export function action<const M extends Members>({ name, input, run }: ActionDefinition<M>): Action {
  const validate = createValidator(input);
  return { name, handle: (json, context) => run(validate(json), context) };
}
