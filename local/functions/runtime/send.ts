import { writeSync } from 'node:fs';
import { encodeFrame, FRAMES_FD, type Frame } from '../frames.ts';

/** Hands a frame to the host before it returns: what was sent is not lost when the process ends in the next line. */
export function send(frame: Frame): void {
  const bytes = encodeFrame(frame);
  for (let written = 0; written < bytes.length; ) {
    try {
      written += writeSync(FRAMES_FD, bytes, written);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // The host is gone: nobody reads any more.
      if (code === 'EPIPE') process.exit(1);
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}
