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
  /** Called once for every request, when it is answered or given up. */
  onCall(call: ProxiedRequest): void;
}

/** How long requests that are under way may take to end once the program has. */
const DRAIN_MS = 1000;
/** nginx's, for a client that left before it had an answer. */
const CLIENT_LEFT = 499;
const BAD_GATEWAY = 502;

const HUNG_UP = 'the program closed the connection before the end of its answer';

/** A request under way. */
interface Exchange {
  readonly started: number;
  readonly time: number;
  readonly requestId: string;
  /** The request to the program. */
  outgoing?: ClientRequest;
  responseLength: number;
  error?: string;
}

/** A reverse proxy before a program, on loopback: bodies stream both ways, WebSockets pass, and every request is told of. */
export class LoggingProxy {
  readonly #options: ProxyOptions;
  readonly #proxy;
  readonly #server: Server;
  readonly #exchanges = new Map<IncomingMessage, Exchange>();
  readonly #webSockets = new Set<Socket>();
  #drained: (() => void) | undefined;

  constructor(options: ProxyOptions) {
    this.#options = options;
    this.#proxy = createProxyServer({
      target: { host: 'localhost', port: 80, protocol: 'http:' },
      agent: options.agent,
      xfwd: true,
      // Hands the path on as it came; it would be parsed and written anew.
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

  /** @returns the base URL, without a slash at its end.
   *  @throws PortInUseError */
  listen(port: number): Promise<string> {
    return listen(this.#server, port);
  }

  /** Takes no more requests, and lets those under way get their answer, for a moment. */
  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeIdleConnections();
    for (const socket of this.#webSockets) socket.destroySoon();
    if (this.#exchanges.size > 0) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#drained = resolve;
      const timer = setTimeout(resolve, DRAIN_MS);
      await promise;
      clearTimeout(timer);
    }
    await close(this.#server);
    this.#options.agent.destroy();
  }

  #handle(request: IncomingMessage, response: ServerResponse): void {
    const exchange = this.#begin(request);
    response.once('close', () => {
      this.#end(request, response.headersSent ? response.statusCode : CLIENT_LEFT);
    });
    response.setHeader('x-request-id', exchange.requestId);
    this.#send(request, response, exchange);
  }

  #send(request: IncomingMessage, response: ServerResponse, exchange: Exchange): void {
    this.#proxy.web(request, response, {}, (error: Error) => {
      if (isStale(error, exchange.outgoing) && !response.headersSent && isRepeatable(request))
        return this.#send(request, response, exchange);
      exchange.error = describe(error);
      if (response.headersSent) return response.destroy();
      const body = Buffer.from(`Bad gateway: ${exchange.error}\n`);
      exchange.responseLength = body.length;
      response.writeHead(BAD_GATEWAY, {
        'Content-Type': 'text/plain',
        'Content-Length': body.length,
        Connection: 'close',
      });
      response.end(body);
    });
  }

  #upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void {
    const exchange = this.#begin(request);
    const refuse = (status: number, reason: string, error = reason) => {
      exchange.error = error;
      if (!socket.destroyed)
        socket.end(`HTTP/1.1 ${status} ${reason}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      this.#end(request, status);
    };
    // Where Node.js has no shouldUpgradeCallback.
    if (!isWebSocket(request)) {
      refuse(501, 'Not Implemented');
      return;
    }
    this.#webSockets.add(socket);
    socket.once('close', () => {
      this.#webSockets.delete(socket);
      this.#end(request, CLIENT_LEFT);
    });
    this.#proxy.ws(request, socket, head, {}, (error: Error) => {
      if (this.#exchanges.has(request)) refuse(BAD_GATEWAY, 'Bad Gateway', describe(error));
    });
    exchange.outgoing?.once('upgrade', () => this.#end(request, 101));
    exchange.outgoing?.once('response', ({ statusCode }) => this.#end(request, statusCode ?? BAD_GATEWAY));
  }

  #begin(request: IncomingMessage): Exchange {
    const given = request.headers['x-request-id'];
    const requestId = typeof given === 'string' && /^[\w.:-]{1,128}$/.test(given) ? given : randomUUID();
    request.headers['x-request-id'] = requestId;
    const exchange = { started: performance.now(), time: Date.now(), requestId, responseLength: 0 };
    this.#exchanges.set(request, exchange);
    return exchange;
  }

  #keepOutgoing(request: IncomingMessage, outgoing: ClientRequest): void {
    const exchange = this.#exchanges.get(request);
    if (exchange) exchange.outgoing = outgoing;
  }

  #watchResponse(incoming: IncomingMessage, request: IncomingMessage, response: ServerResponse): void {
    const exchange = this.#exchanges.get(request);
    if (!exchange) return;
    incoming.on('data', (chunk: Buffer) => {
      exchange.responseLength += chunk.length;
    });
    // The program died, or hung up, in the middle of its answer: the client must not wait for the rest.
    incoming.once('error', () => {
      exchange.error = HUNG_UP;
      response.destroy();
    });
    // What is streamed may have a head long before it has a body.
    if (incoming.headers['content-length'] === undefined)
      process.nextTick(() => {
        if (!response.headersSent) response.flushHeaders();
      });
  }

  #end(request: IncomingMessage, status: number): void {
    const exchange = this.#exchanges.get(request);
    if (!exchange) return;
    this.#exchanges.delete(request);
    const path = pathOf(request.url ?? '/');
    this.#options.onCall({
      requestId: exchange.requestId,
      uniqueId: randomUUID(),
      time: exchange.time,
      method: request.method ?? 'GET',
      path,
      route: this.#options.findRoute(path),
      status,
      responseLength: exchange.responseLength,
      latencyMs: performance.now() - exchange.started,
      userAgent: request.headers['user-agent'],
      ip: request.socket.remoteAddress ?? '127.0.0.1',
      host: request.headers.host,
      protocol: `HTTP/${request.httpVersion}`,
      error: exchange.error,
    });
    if (this.#exchanges.size === 0) this.#drained?.();
  }
}

function isWebSocket(request: IncomingMessage): boolean {
  return request.method === 'GET' && request.headers.upgrade?.toLowerCase() === 'websocket';
}

function describe({ code, message }: NodeJS.ErrnoException): string {
  return code === 'ECONNRESET' || code === 'EPIPE' ? HUNG_UP : message;
}

/** Whether a connection was closed while it was idle, just when the request was sent: no program saw the request. */
function isStale(error: NodeJS.ErrnoException, outgoing: ClientRequest | undefined): boolean {
  return outgoing?.reusedSocket === true && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
}

/** Whether the request can be sent again: it changes nothing, and has no body that was sent already. */
function isRepeatable({ method = '', headers }: IncomingMessage): boolean {
  return /^(GET|HEAD|OPTIONS)$/.test(method) && !headers['content-length'] && !headers['transfer-encoding'];
}

/** Without the query; of a proxy's absolute form, the path alone. */
function pathOf(url: string): string {
  return url.replace(/^https?:\/\/[^/?]*/i, '').replace(/[?#].*$/s, '') || '/';
}
