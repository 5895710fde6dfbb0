import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { RequestGuard } from './http/request-guard.ts';
import { handleCors } from './http/service-cors.ts';

/** One AWS service on the endpoint. */
export interface LocalService {
  /** Whether the request is for this service. */
  accepts(summary: RequestSummary): boolean;
  handle(request: IncomingMessage, response: ServerResponse, summary: RequestSummary): void;
}

/** The parts of a request that identify its service, in the order of precedence. */
export interface RequestSummary {
  /** The service in the signature: `logs`, `lambda`, `dynamodb`, … Undefined for a request without a signature. */
  readonly signedFor: string | undefined;
  /** The target of the operation, for example `Logs_20140328.PutLogEvents`. */
  readonly target: string | undefined;
  readonly path: string;
}

/** Creates one HTTP endpoint for several AWS services, for the variable `AWS_ENDPOINT_URL`.
 *  @param guard from `RequestGuard.forService`: anybody who can send requests here can call functions. */
export function createEndpoint(services: readonly LocalService[], guard: RequestGuard): Server {
  return createServer((request, response) => {
    const refusal = guard.refusal(request);
    if (refusal !== undefined) return sendServiceError(response, 403, 'ForbiddenException', refusal);
    if (handleCors(request, response)) return;
    const summary = summarize(request);
    const service = services.find((candidate) => candidate.accepts(summary));
    if (service) return service.handle(request, response, summary);
    const name = summary.signedFor ?? summary.target ?? summary.path;
    sendServiceError(response, 501, 'UnsupportedOperation', `The local AWS does not serve ${name}.`);
  });
}

function summarize(request: IncomingMessage): RequestSummary {
  const target = request.headers['x-amz-target'];
  return {
    signedFor: signedService(request.headers.authorization ?? ''),
    target: typeof target === 'string' ? target : undefined,
    path: request.url ?? '/',
  };
}

/** The service in `Credential=<key>/<date>/<region>/<service>/aws4_request`. */
function signedService(authorization: string): string | undefined {
  const credential = authorization.slice(Math.max(0, authorization.indexOf('Credential=')));
  return /^Credential=[^/]*\/\d{8}\/[^/]*\/([a-z0-9-]+)\/aws4_request/.exec(credential)?.[1];
}

/** Sends an error in the format of AWS. */
export function sendServiceError(response: ServerResponse, status: number, type: string, message: string): void {
  response.writeHead(status, { 'Content-Type': 'application/x-amz-json-1.1', 'x-amzn-ErrorType': type });
  response.end(JSON.stringify({ __type: type, message }));
}
