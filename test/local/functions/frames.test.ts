import fc from 'fast-check';
import { expect, it } from 'vitest';
import { encodeFrame, type Frame, FrameDecoder } from '../../../local/functions/frames.ts';

const frame: fc.Arbitrary<Frame> = fc.oneof(
  fc.record({ type: fc.constant('log' as const), timestamp: fc.nat(), message: fc.string({ unit: 'binary' }) }),
  fc.record({ type: fc.constant('output' as const), text: fc.string({ unit: 'grapheme' }) }),
  fc.constant({ type: 'ready' as const }),
);

it('gives the frames that were sent, however the pipe cuts their bytes', () => {
  fc.assert(
    fc.property(fc.array(frame), fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (frames, sizes) => {
      const bytes = Buffer.concat(frames.map(encodeFrame));
      const decoder = new FrameDecoder();
      const received: Frame[] = [];
      for (let start = 0, index = 0; start < bytes.length; index += 1) {
        const size = sizes[index % sizes.length] ?? 1;
        received.push(...decoder.push(bytes.subarray(start, start + size)));
        start += size;
      }
      expect(received).toEqual(frames);
    }),
  );
});
