import { writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { encodeFrame, FRAMES_FD, FrameType, INVOCATIONS_FD, type InvocationHead, InvocationReader } from '../frames.ts';

/** The runtime's end of the pipes to the host. Frames are written synchronously, so that log events arrive even if the process exits
 *  or crashes immediately afterwards. */
export class Channel {
  readonly #invocations = new Socket({ fd: INVOCATIONS_FD, readable: true, writable: false });

  /** Calls `receive` with each invocation. Kills the process when the host has ended. */
  listen(receive: (head: InvocationHead, event: string) => void): void {
    const reader = new InvocationReader();
    const onHostEnd = () => process.kill(process.pid, 'SIGKILL');
    this.#invocations.on('data', (chunk: Buffer) => {
      for (const { head, event } of reader.read(chunk)) receive(head, event);
    });
    this.#invocations.on('end', onHostEnd).on('error', onHostEnd);
  }

  /** Sets whether this channel keeps the process alive. Set it to false during an invocation, so that the process exits if no work is
   *  left that could complete the invocation. */
  keepAlive(alive: boolean): void {
    if (alive) this.#invocations.ref();
    else this.#invocations.unref();
  }

  send(type: FrameType, payload: string | Uint8Array = ''): void {
    writeFully(encodeFrame(type, payload));
  }

  /** Reports that the runtime is free. The last frame of the invocation, if given, is sent first, in the same write. */
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
      // The pipe is blocking. EAGAIN occurs only if the function has made it non-blocking.
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(PAUSE, 0, 0, 1);
    }
  }
}
