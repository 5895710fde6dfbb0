import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ActionContext } from './action.ts';
import { findAction } from './actions.ts';
import { ServiceError, serializationError } from './errors.ts';
import { sendAnswer, sendError } from './http/answer.ts';
import { RequestAborted, readBody } from './http/request-body.ts';
import type { LogStore } from './store.ts';

export interface LogsServiceOptions {
  readonly store: LogStore;
  readonly region: string;
  /** Twelve digits. */
  readonly accountId: string;
  /** The clock, in epoch milliseconds. @default Date.now */
  readonly now?: () => number;
  /** Gets a line when the service fails at what should work. @default nobody */
  readonly warn?: (message: string) => void;
}

export interface LogsService {
  /** Answers one request. Never throws, and never leaves a request without an answer. */
  handle(request: IncomingMessage, response: ServerResponse): void;
}

/** The prefix of `X-Amz-Target` by which a request says that it is for CloudWatch Logs. */
export const TARGET_PREFIX = 'Logs_20140328.';

/** CloudWatch Logs over AWS JSON 1.1, on the events of a store. Signatures are not looked at. */
export function createLogsService(options: LogsServiceOptions): LogsService {
  const { store, region, accountId, now = Date.now, warn = () => {} } = options;

  async function answer(request: IncomingMessage, requestId: string): Promise<object | undefined> {
    const body = await readBody(request);
    const action = findAction(request.headers['x-amz-target']);
    const context: ActionContext = { store, region, accountId, now, requestId };
    return action.handle(parseJson(body), context);
  }

  function asServiceError(error: unknown): ServiceError {
    if (error instanceof ServiceError) return error;
    const words = error instanceof Error ? error.message : String(error);
    const damaged = store.noteDamage(error);
    warn(
      damaged
        ? `The log store is damaged (${words}): start again, and it is set aside.`
        : `CloudWatch Logs failed at a request: ${words}`,
    );
    return new ServiceError('ServiceUnavailableException', 'The service cannot complete the request.', 500);
  }

  return {
    handle(request, response) {
      const requestId = randomUUID();
      answer(request, requestId).then(
        (output) => sendAnswer(response, requestId, output),
        (error) => {
          if (!(error instanceof RequestAborted)) sendError(response, requestId, asServiceError(error));
        },
      );
    },
  };
}

/** An empty body counts as an empty structure. */
function parseJson(body: Buffer): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString());
  } catch {
    throw serializationError('The body is not JSON');
  }
}
