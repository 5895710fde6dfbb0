import { Agent, type ClientRequestArgs } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { systemClock } from '../../core/clock.ts';

/** A program that listens on `localhost` may have only one of the two. */
const LOOPBACK = ['127.0.0.1', '::1'];
const PAUSE_MS = 25;

/** Connects to the port of a program that may not listen yet: a request waits until it does. */
export class AppAgent extends Agent {
  readonly #port: number;
  readonly #waitMs: number;
  readonly #ended = new AbortController();
  /** Where the program listened last. */
  #host = LOOPBACK[0];

  /** @param waitMs how long a request waits for the program to open its port. */
  constructor(port: number, waitMs: number) {
    super({ keepAlive: true });
    this.#port = port;
    this.#waitMs = waitMs;
  }

  /** The program has ended: nobody waits for its port any more. What it answered before still comes through. */
  end(): void {
    this.#ended.abort();
  }

  override createConnection(
    _options: ClientRequestArgs,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    this.#connect().then(
      (socket) => callback?.(null, socket),
      // The callback takes no stream then.
      (error: Error) => callback?.(error, undefined as unknown as Duplex),
    );
  }

  async #connect(): Promise<Socket> {
    const deadline = performance.now() + this.#waitMs;
    for (;;) {
      if (this.#ended.signal.aborted) throw new Error('the program has ended');
      const socket = await this.#attempt();
      if (socket) return socket;
      if (performance.now() >= deadline)
        throw new Error(`nothing listens on port ${this.#port}, after ${this.#waitMs / 1000} s`);
      await systemClock.wait(PAUSE_MS, this.#ended.signal);
    }
  }

  /** Undefined where nobody listens. */
  async #attempt(): Promise<Socket | undefined> {
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
