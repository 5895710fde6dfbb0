import { writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { encodeFrame, FRAMES_FD, FrameType, INVOCATIONS_FD, type InvocationHead, InvocationReader } from '../frames.ts';

/** The runtime process's end of the pipes to the host. Frames are written synchronously, so that what was logged is out even
 *  when the process exits or crashes the moment after. */
export class Channel {
  readonly #invocations = new Socket({ fd: INVOCATIONS_FD, readable: true, writable: false });

  /** Calls `receive` with each invocation. Ends the process when the host is gone. */
  listen(receive: (head: InvocationHead, event: string) => void): void {
    const reader = new InvocationReader();
    const hostGone = () => process.kill(process.pid, 'SIGKILL');
    this.#invocations.on('data', (chunk: Buffer) => {
      for (const { head, event } of reader.read(chunk)) receive(head, event);
    });
    this.#invocations.on('end', hostGone).on('error', hostGone);
  }

  /** Whether waiting for an invocation keeps the process alive. It does not while an invocation is under way: the process then
   *  ends when nothing is left that could settle it. */
  keepAlive(alive: boolean): void {
    if (alive) this.#invocations.ref();
    else this.#invocations.unref();
  }

  send(type: FrameType, payload: string | Uint8Array = ''): void {
    writeFully(encodeFrame(type, payload));
  }

  /** Tells the host that the runtime is free, after the last frame of an invocation if there is one (in the same write). */
  next(last?: { type: FrameType; payload: string | Uint8Array }): void {
    this.keepAlive(true);
    const next = encodeFrame(FrameType.Next, String(process.resourceUsage().maxRSS));
    writeFully(last ? Buffer.concat([encodeFrame(last.type, last.payload), next]) : next);
  }
}

const PAUSE = new Int32Array(new SharedArrayBuffer(4));

function writeFully(bytes: Buffer): void {
  let written = 0;
  while (written < bytes.length) {
    try {
      written += writeSync(FRAMES_FD, bytes, written);
    } catch (error) {
      // The pipe blocks; it only says EAGAIN if the function itself made it non-blocking.
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(PAUSE, 0, 0, 1);
    }
  }
}
