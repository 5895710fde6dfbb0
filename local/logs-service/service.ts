import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { RequestAbortedError } from '../http/read-request.ts';
import type { ActionContext, Output } from './action.ts';
import { findAction } from './actions.ts';
import { startHousekeeping } from './housekeeping.ts';
import { parsePayload, readPayload } from './http/payload.ts';
import { sendError, sendOutput } from './http/respond.ts';
import { LiveTailSessions } from './live-tail/sessions.ts';
import { ServiceError } from './service-error.ts';
import type { LogStore } from './store/store.ts';
import { deliverSubscriptions, type LocalFunctions } from './subscriptions/delivery.ts';

export interface LogsServiceOptions {
  readonly store: LogStore;
  readonly region: string;
  /** Twelve digits. */
  readonly accountId: string;
  /** The functions to which subscription filters deliver. @default none */
  readonly functions?: LocalFunctions;
  /** The clock, in epoch milliseconds. @default Date.now */
  readonly now?: () => number;
  /** Called with a one-line message when the service fails. */
  readonly notice?: (message: string) => void;
}

export interface LogsService {
  /** Handles one request, and always sends a response. Never throws. */
  handle(request: IncomingMessage, response: ServerResponse): void;
  /** Ends Live Tail sessions, deliveries and timers. The store remains open. */
  close(): void;
}

/** The prefix of the `X-Amz-Target` header in requests to CloudWatch Logs. */
export const TARGET_PREFIX = 'Logs_20140328.';

const NO_FUNCTIONS: LocalFunctions = {
  has: () => false,
  invoke: async (functionArn) => {
    throw new Error(`The function ${functionArn} does not exist`);
  },
};

/** CloudWatch Logs with the protocol AWS JSON 1.1, on a store of log events. Signatures are not verified. */
export function createLogsService(options: LogsServiceOptions): LogsService {
  const { store, region, accountId, functions = NO_FUNCTIONS, now = Date.now, notice = () => {} } = options;
  const liveTail = new LiveTailSessions(store, now);
  const stopHousekeeping = startHousekeeping(store, now);
  const stopDelivery = deliverSubscriptions({ store, functions, accountId, notice });
  const canInvoke = (functionArn: string) => functions.has(functionArn);

  async function runAction(request: IncomingMessage, requestId: string): Promise<Output> {
    const payload = await readPayload(request);
    const action = findAction(request.headers['x-amz-target']);
    const context: ActionContext = { store, region, accountId, now, requestId, canInvoke, liveTail };
    return action.handle(parsePayload(payload), context);
  }

  return {
    handle(request, response) {
      const requestId = randomUUID();
      runAction(request, requestId)
        .then((output) => sendOutput(response, requestId, output))
        .catch((error) => {
          if (error instanceof RequestAbortedError) return;
          sendError(response, requestId, error instanceof ServiceError ? error : internalError(error, store, notice));
        });
    },
    close() {
      stopHousekeeping();
      stopDelivery();
      liveTail.close();
    },
  };
}

/** Reports an internal error to `notice` and returns the error for the client. */
function internalError(error: unknown, store: LogStore, notice: (message: string) => void): ServiceError {
  const message = error instanceof Error ? error.message : String(error);
  notice(
    store.recordDamage(error)
      ? `The log store is damaged (${message}): it is moved aside at the next start.`
      : `A request to CloudWatch Logs failed: ${message}`,
  );
  return new ServiceError('ServiceUnavailableException', 'The service cannot complete the request.', 500);
}
