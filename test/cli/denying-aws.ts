import { createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import { close, listen } from '../../local/http/loopback.ts';

/** An AWS endpoint that denies some permissions, and hands every other call to another endpoint. */
export class DenyingAws {
  readonly #behind: string;
  readonly #server = createServer((request, response) => this.#answer(request, response));
  /** As IAM policies name them. */
  denied: readonly string[] = [];

  /** @param behind the URL of the endpoint that answers what is allowed. */
  constructor(behind: string) {
    this.#behind = behind;
  }

  start(): Promise<string> {
    return listen(this.#server, 0);
  }

  stop(): Promise<void> {
    return close(this.#server);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = Buffer.concat(await Array.fromAsync(request));
    const permission = permissionOf(request, body.toString());
    if (this.denied.includes(permission)) return deny(response, permission);
    const { host: _, ...headers } = request.headers;
    const forwarded = send(this.#behind + request.url, { method: request.method ?? 'GET', headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    forwarded.end(body);
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

/** Each service in its own protocol. */
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
