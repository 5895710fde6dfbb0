import { createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import { close, listen } from '../../local/http/loopback.ts';

/** An AWS endpoint that denies some permissions, and forwards every other call to another endpoint. */
export class DenyingAws {
  readonly #target: string;
  readonly #server = createServer((request, response) => this.#respond(request, response));
  /** As IAM policies name them. */
  denied: readonly string[] = [];

  /** @param target the URL of the endpoint for the allowed calls. */
  constructor(target: string) {
    this.#target = target;
  }

  start(): Promise<string> {
    return listen(this.#server, 0);
  }

  stop(): Promise<void> {
    return close(this.#server);
  }

  async #respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = Buffer.concat(await Array.fromAsync(request));
    const permission = permissionOf(request, body.toString());
    if (this.denied.includes(permission)) return deny(response, permission);
    const { host: _, ...headers } = request.headers;
    const forwardedRequest = send(
      this.#target + request.url,
      { method: request.method ?? 'GET', headers },
      (upstream) => {
        response.writeHead(upstream.statusCode ?? 500, upstream.headers);
        upstream.pipe(response);
      },
    );
    forwardedRequest.end(body);
  }
}

function permissionOf({ headers, url = '' }: IncomingMessage, body: string): string {
  const target = /^Logs_20140328\.(.*)$/.exec(String(headers['x-amz-target'] ?? ''))?.[1];
  if (target !== undefined) return `logs:${target}`;
  if (/^\/(restapis|v2\/apis)/.test(url)) return 'apigateway:GET';
  if (/\/functions\/[^/]+\/configuration/.test(url)) return 'lambda:GetFunctionConfiguration';
  if (/\/functions\/?(\?|$)/.test(url)) return 'lambda:ListFunctions';
  return `cloudformation:${new URLSearchParams(body).get('Action')}`;
}

/** Responds in the protocol of each service. */
function deny(response: ServerResponse, permission: string): void {
  const message = `User: arn:aws:iam::000000000000:user/reader is not authorized to perform: ${permission}`;
  if (permission.startsWith('cloudformation:')) {
    response.writeHead(403, { 'Content-Type': 'text/xml' });
    response.end(
      `<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>${message}</Message></Error></ErrorResponse>`,
    );
    return;
  }
  const type = 'AccessDeniedException';
  response.writeHead(permission.startsWith('logs:') ? 400 : 403, {
    'Content-Type': permission.startsWith('logs:') ? 'application/x-amz-json-1.1' : 'application/json',
    'x-amzn-ErrorType': type,
  });
  response.end(JSON.stringify({ __type: type, message }));
}
