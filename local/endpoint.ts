import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { isLoopbackHost } from './http/loopback.ts';

/** One AWS service on the endpoint. */
export interface LocalService {
  /** Whether this request is for the service. */
  accepts(request: ServiceRequest): boolean;
  handle(request: IncomingMessage, response: ServerResponse, about: ServiceRequest): void;
}

/** By what services are told apart, in this order: the service that the signature names, the operation's target, the path. */
export interface ServiceRequest {
  /** `logs`, `lambda`, `dynamodb`, …; undefined for a request without a signature. */
  readonly signedFor: string | undefined;
  /** Such as `Logs_20140328.PutLogEvents`. */
  readonly target: string | undefined;
  readonly path: string;
}

/** One HTTP endpoint for several AWS services, as `AWS_ENDPOINT_URL` wants it. */
export function createEndpoint(services: readonly LocalService[]): Server {
  return createServer((request, response) => {
    if (!isLoopbackHost(request.headers.host)) {
      return refuse(response, 403, 'ForbiddenException', `The host "${request.headers.host}" is not served here.`);
    }
    const described = describe(request);
    const service = services.find((candidate) => candidate.accepts(described));
    if (service) return service.handle(request, response, described);
    const name = described.signedFor ?? described.target ?? described.path;
    refuse(response, 501, 'UnsupportedOperation', `The local AWS does not serve ${name}.`);
  });
}

function describe(request: IncomingMessage): ServiceRequest {
  const target = request.headers['x-amz-target'];
  return {
    // Credential=<key>/<date>/<region>/<service>/aws4_request
    signedFor: /Credential=[^/]*\/\d{8}\/[^/]*\/([a-z0-9-]+)\/aws4_request/.exec(
      request.headers.authorization ?? '',
    )?.[1],
    target: typeof target === 'string' ? target : undefined,
    path: request.url ?? '/',
  };
}

/** Answers with an error in AWS's shape. */
export function refuse(response: ServerResponse, status: number, type: string, message: string): void {
  response.writeHead(status, { 'Content-Type': 'application/x-amz-json-1.1', 'x-amzn-ErrorType': type });
  response.end(JSON.stringify({ __type: type, message }));
}
