import { Agent, type ClientRequestArgs } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { systemClock } from '../../core/clock.ts';

/** A program that listens on `localhost` may use only one of these addresses. */
const LOOPBACK = ['127.0.0.1', '::1'];
const RETRY_INTERVAL_MS = 25;

/** Connects to the port of a program. If the program does not listen yet, a request waits. */
export class AppAgent extends Agent {
  readonly #port: number;
  readonly #waitMs: number;
  readonly #ended = new AbortController();
  /** The address of the last connection. */
  #host = LOOPBACK[0];

  /** @param waitMs how long a request waits for the program to open its port. */
  constructor(port: number, waitMs: number) {
    super({ keepAlive: true });
    this.#port = port;
    this.#waitMs = waitMs;
  }

  /** Call this when the program has ended: requests stop waiting for its port. Earlier responses still arrive. */
  end(): void {
    this.#ended.abort();
  }

  override createConnection(
    _options: ClientRequestArgs,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    this.#connect().then(
      (socket) => callback?.(null, socket),
      // With an error, the callback ignores the stream.
      (error: Error) => callback?.(error, undefined as unknown as Duplex),
    );
  }

  async #connect(): Promise<Socket> {
    const deadline = performance.now() + this.#waitMs;
    for (;;) {
      if (this.#ended.signal.aborted) throw new Error('the program has ended');
      const socket = await this.#connectOnce();
      if (socket) return socket;
      if (performance.now() >= deadline)
        throw new Error(`nothing listens on port ${this.#port}, after ${this.#waitMs / 1000} s`);
      await systemClock.wait(RETRY_INTERVAL_MS, this.#ended.signal);
    }
  }

  /** @returns undefined if no program listens on the port. */
  async #connectOnce(): Promise<Socket | undefined> {
    for (const host of [this.#host, ...LOOPBACK.filter((other) => other !== this.#host)]) {
      const socket = await open(this.#port, host as string);
      if (!socket) continue;
      this.#host = host;
      return socket;
    }
    return undefined;
  }
}

function open(port: number, host: string): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ port, host, noDelay: true });
    const fail = () => resolve(undefined);
    socket.once('error', fail).once('connect', () => {
      socket.off('error', fail);
      resolve(socket);
    });
  });
}
