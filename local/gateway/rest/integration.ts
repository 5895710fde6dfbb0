import type { Invoker } from '../shared/invoker.ts';
import type { RestIntegration } from './integration-config.ts';
import { callLambda, type IntegrationResponse } from './lambda-integration.ts';
import type { RestAuthorization, RestMethodRequest } from './request-state.ts';
import { streamLambda } from './streaming-integration.ts';

/** Runs the integration of a method, by its type. */
export async function runRestIntegration(
  state: RestMethodRequest,
  integration: RestIntegration,
  authorization: RestAuthorization | undefined,
  invoker: Invoker,
): Promise<IntegrationResponse> {
  if (integration.type === 'MOCK') {
    const headers = Object.entries(integration.headers);
    return { response: { status: integration.statusCode, headers, body: Buffer.alloc(0) } };
  }
  const run = integration.streams ? streamLambda : callLambda;
  return run(state, integration, authorization, invoker);
}
