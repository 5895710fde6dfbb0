import { randomUUID } from 'node:crypto';
import { type ClientRequest, createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { createProxyServer } from 'http-proxy-3';
import { close, listen } from '../http/loopback.ts';
import type { ProxiedRequest } from './api-call-line.ts';
import type { AppAgent } from './app-agent.ts';
import type { PathRouteFinder } from './route-patterns.ts';

export interface ProxyOptions {
  /** Connects to the program. */
  readonly agent: AppAgent;
  readonly findRoute: PathRouteFinder;
  /** Called once for each request, at its end. */
  onCall(call: ProxiedRequest): void;
}

/** How long running requests may take to end after the program has ended. */
const DRAIN_TIMEOUT_MS = 1000;
/** The status that nginx logs for a client that disconnects before the response. */
const CLIENT_CLOSED_REQUEST = 499;
const BAD_GATEWAY = 502;

const CONNECTION_CLOSED = 'the program closed the connection before the end of its response';

/** A request that has not ended. */
interface PendingRequest {
  readonly started: number;
  readonly time: number;
  readonly requestId: string;
  /** The forwarded request. */
  outgoing?: ClientRequest;
  responseLength: number;
  error?: string;
}

/** A reverse proxy for a program, on loopback. It streams bodies in both directions, forwards WebSockets and reports each request.
 *
 *  It has no routes of its own, and forwards Host, Origin and Sec-Fetch headers unchanged: the program decides which web pages may call
 *  it, as it does without the proxy. */
export class LoggingProxy {
  readonly #options: ProxyOptions;
  readonly #proxy;
  readonly #server: Server;
  readonly #pending = new Map<IncomingMessage, PendingRequest>();
  readonly #webSockets = new Set<Socket>();
  #drained: (() => void) | undefined;

  constructor(options: ProxyOptions) {
    this.#options = options;
    this.#proxy = createProxyServer({
      target: { host: 'localhost', port: 80, protocol: 'http:' },
      agent: options.agent,
      xfwd: true,
      // Forwards the path unchanged. Otherwise it would be parsed and formatted again.
      toProxy: true,
    });
    this.#proxy.on('proxyReq', (outgoing, request) => this.#keepOutgoing(request, outgoing));
    this.#proxy.on('proxyReqWs', (outgoing, request) => this.#keepOutgoing(request, outgoing));
    this.#proxy.on('proxyRes', (incoming, request, response) => this.#watchResponse(incoming, request, response));
    this.#server = createServer({ requestTimeout: 0, shouldUpgradeCallback: isWebSocket }, (request, response) =>
      this.#handle(request, response),
    );
    this.#server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket as Socket, head));
  }

  /** @returns the base URL, without a trailing slash.
   *  @throws PortInUseError */
  listen(port: number): Promise<string> {
    return listen(this.#server, port);
  }

  /** Accepts no more requests, and waits for running ones up to a timeout. */
  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeIdleConnections();
    for (const socket of this.#webSockets) socket.destroySoon();
    if (this.#pending.size > 0) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#drained = resolve;
      const timer = setTimeout(resolve, DRAIN_TIMEOUT_MS);
      await promise;
      clearTimeout(timer);
    }
    await close(this.#server);
    this.#options.agent.destroy();
  }

  #handle(request: IncomingMessage, response: ServerResponse): void {
    const pending = this.#begin(request);
    response.once('close', () => {
      this.#end(request, response.headersSent ? response.statusCode : CLIENT_CLOSED_REQUEST);
    });
    response.setHeader('x-request-id', pending.requestId);
    this.#send(request, response, pending);
  }

  #send(request: IncomingMessage, response: ServerResponse, pending: PendingRequest): void {
    this.#proxy.web(request, response, {}, (error: Error) => {
      if (isStale(error, pending.outgoing) && !response.headersSent && isRepeatable(request))
        return this.#send(request, response, pending);
      pending.error = describeError(error);
      if (response.headersSent) return response.destroy();
      const body = Buffer.from(`Bad gateway: ${pending.error}\n`);
      pending.responseLength = body.length;
      response.writeHead(BAD_GATEWAY, {
        'Content-Type': 'text/plain',
        'Content-Length': body.length,
        Connection: 'close',
      });
      response.end(body);
    });
  }

  #upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void {
    const pending = this.#begin(request);
    const reject = (status: number, reason: string, error = reason) => {
      pending.error = error;
      if (!socket.destroyed)
        socket.end(`HTTP/1.1 ${status} ${reason}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      this.#end(request, status);
    };
    // For versions of Node.js without shouldUpgradeCallback.
    if (!isWebSocket(request)) {
      reject(501, 'Not Implemented');
      return;
    }
    this.#webSockets.add(socket);
    socket.once('close', () => {
      this.#webSockets.delete(socket);
      this.#end(request, CLIENT_CLOSED_REQUEST);
    });
    this.#proxy.ws(request, socket, head, {}, (error: Error) => {
      if (this.#pending.has(request)) reject(BAD_GATEWAY, 'Bad Gateway', describeError(error));
    });
    pending.outgoing?.once('upgrade', () => this.#end(request, 101));
    pending.outgoing?.once('response', ({ statusCode }) => this.#end(request, statusCode ?? BAD_GATEWAY));
  }

  #begin(request: IncomingMessage): PendingRequest {
    const sentId = request.headers['x-request-id'];
    const requestId = typeof sentId === 'string' && /^[\w.:-]{1,128}$/.test(sentId) ? sentId : randomUUID();
    request.headers['x-request-id'] = requestId;
    const pending = { started: performance.now(), time: Date.now(), requestId, responseLength: 0 };
    this.#pending.set(request, pending);
    return pending;
  }

  #keepOutgoing(request: IncomingMessage, outgoing: ClientRequest): void {
    const pending = this.#pending.get(request);
    if (pending) pending.outgoing = outgoing;
  }

  #watchResponse(incoming: IncomingMessage, request: IncomingMessage, response: ServerResponse): void {
    const pending = this.#pending.get(request);
    if (!pending) return;
    incoming.on('data', (chunk: Buffer) => {
      pending.responseLength += chunk.length;
    });
    // The program has ended or closed the connection during the response: the client must not wait for the rest.
    incoming.once('error', () => {
      pending.error = CONNECTION_CLOSED;
      response.destroy();
    });
    // A streamed response may have its head long before its body.
    if (incoming.headers['content-length'] === undefined)
      process.nextTick(() => {
        if (!response.headersSent) response.flushHeaders();
      });
  }

  #end(request: IncomingMessage, status: number): void {
    const pending = this.#pending.get(request);
    if (!pending) return;
    this.#pending.delete(request);
    const path = pathOf(request.url ?? '/');
    this.#options.onCall({
      requestId: pending.requestId,
      uniqueId: randomUUID(),
      time: pending.time,
      method: request.method ?? 'GET',
      path,
      route: this.#options.findRoute(path),
      status,
      responseLength: pending.responseLength,
      latencyMs: performance.now() - pending.started,
      userAgent: request.headers['user-agent'],
      ip: request.socket.remoteAddress ?? '127.0.0.1',
      host: request.headers.host,
      protocol: `HTTP/${request.httpVersion}`,
      error: pending.error,
    });
    if (this.#pending.size === 0) this.#drained?.();
  }
}

function isWebSocket(request: IncomingMessage): boolean {
  return request.method === 'GET' && request.headers.upgrade?.toLowerCase() === 'websocket';
}

function describeError({ code, message }: NodeJS.ErrnoException): string {
  return code === 'ECONNRESET' || code === 'EPIPE' ? CONNECTION_CLOSED : message;
}

/** Whether the program closed an idle connection just when the request was sent: it has not received the request. */
function isStale(error: NodeJS.ErrnoException, outgoing: ClientRequest | undefined): boolean {
  return outgoing?.reusedSocket === true && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
}

/** Whether the request can be sent again: it is safe to repeat, and has no body that was already sent. */
function isRepeatable({ method = '', headers }: IncomingMessage): boolean {
  return /^(GET|HEAD|OPTIONS)$/.test(method) && !headers['content-length'] && !headers['transfer-encoding'];
}

/** The path without the query. A URL in absolute form, as for proxies, is reduced to its path. */
function pathOf(url: string): string {
  return url.replace(/^https?:\/\/[^/?]*/i, '').replace(/[?#].*$/s, '') || '/';
}
