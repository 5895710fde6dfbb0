import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { RequestAbortedError } from '../http/read-request.ts';
import type { ActionContext, Answer } from './action.ts';
import { findAction } from './actions.ts';
import { startHousekeeping } from './housekeeping.ts';
import { parsePayload, readPayload } from './http/payload.ts';
import { sendAnswer, sendError } from './http/respond.ts';
import { LiveTailSessions } from './live-tail/sessions.ts';
import { ServiceError } from './service-error.ts';
import type { LogStore } from './store/store.ts';
import { deliverSubscriptions, type LocalFunctions } from './subscriptions/delivery.ts';

export interface LogsServiceOptions {
  readonly store: LogStore;
  readonly region: string;
  /** Twelve digits. */
  readonly accountId: string;
  /** Where subscription filters deliver to. @default there are no functions */
  readonly functions?: LocalFunctions;
  /** The clock, in epoch milliseconds. @default Date.now */
  readonly now?: () => number;
  /** Gets a line when the service fails at what should work. @default nobody */
  readonly warn?: (message: string) => void;
}

export interface LogsService {
  /** Answers one request. Never throws, and never leaves a request without an answer. */
  handle(request: IncomingMessage, response: ServerResponse): void;
  /** Ends Live Tail sessions, deliveries and timers. The store stays open. */
  close(): void;
}

/** The prefix of `X-Amz-Target` by which a request says that it is for CloudWatch Logs. */
export const TARGET_PREFIX = 'Logs_20140328.';

const NO_FUNCTIONS: LocalFunctions = {
  has: () => false,
  invoke: async (functionArn) => {
    throw new Error(`There is no function ${functionArn}`);
  },
};

/** CloudWatch Logs over AWS JSON 1.1, on the events of a store. Signatures are not looked at. */
export function createLogsService(options: LogsServiceOptions): LogsService {
  const { store, region, accountId, functions = NO_FUNCTIONS, now = Date.now, warn = () => {} } = options;
  const liveTail = new LiveTailSessions(store, now);
  const stopHousekeeping = startHousekeeping(store, now);
  const stopDelivery = deliverSubscriptions({ store, functions, accountId, warn });
  const canInvoke = (functionArn: string) => functions.has(functionArn);

  async function answer(request: IncomingMessage, requestId: string): Promise<Answer> {
    const payload = await readPayload(request);
    const action = findAction(request.headers['x-amz-target']);
    const context: ActionContext = { store, region, accountId, now, requestId, canInvoke, liveTail };
    return action.handle(parsePayload(payload), context);
  }

  return {
    handle(request, response) {
      const requestId = randomUUID();
      answer(request, requestId)
        .then((output) => sendAnswer(response, requestId, output))
        .catch((error) => {
          if (error instanceof RequestAbortedError) return;
          sendError(response, requestId, error instanceof ServiceError ? error : failure(error, store, warn));
        });
    },
    close() {
      stopHousekeeping();
      stopDelivery();
      liveTail.close();
    },
  };
}

/** What the client gets when something broke here; `warn` gets what broke. */
function failure(error: unknown, store: LogStore, warn: (message: string) => void): ServiceError {
  const words = error instanceof Error ? error.message : String(error);
  warn(
    store.noteDamage(error)
      ? `The log store is damaged (${words}): start again, and it is set aside.`
      : `CloudWatch Logs failed at a request: ${words}`,
  );
  return new ServiceError('ServiceUnavailableException', 'The service cannot complete the request.', 500);
}
