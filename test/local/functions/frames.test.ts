import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  encodeFrame,
  encodeInvocation,
  FrameReader,
  FrameType,
  InvocationReader,
} from '../../../local/functions/frames.ts';

/** Splits bytes into chunks. The sizes repeat. */
function cut(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const chunks: Buffer[] = [];
  for (let start = 0, index = 0; start < bytes.length; index += 1) {
    const size = sizes[index % sizes.length] ?? 1;
    chunks.push(bytes.subarray(start, start + size));
    start += size;
  }
  return chunks;
}

const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 });

it('reads the frames that were sent, in chunks of any size', () => {
  const frame = fc.record({
    type: fc.constantFrom(...Object.values(FrameType)),
    time: fc.integer({ min: 0, max: 4_000_000_000_000 }),
    payload: fc.oneof(fc.string({ unit: 'grapheme' }), fc.uint8Array()),
  });
  fc.assert(
    fc.property(fc.array(frame), sizes, (frames, chunkSizes) => {
      const bytes = Buffer.concat(frames.map(({ type, time, payload }) => encodeFrame(type, payload, time)));
      const reader = new FrameReader();
      const read = cut(bytes, chunkSizes).flatMap((chunk) =>
        [...reader.read(chunk)].map((one) => ({ ...one, payload: one.payload.toString('hex') })),
      );
      expect(read).toEqual(
        frames.map((one) => ({ ...one, payload: Buffer.from(one.payload as string).toString('hex') })),
      );
    }),
  );
});

it('reads the invocations that were sent, in chunks of any size', () => {
  const invocation = fc.record({
    head: fc.record({
      requestId: fc.uuid(),
      deadline: fc.nat(),
      functionArn: fc.string({ unit: 'grapheme' }),
      traceId: fc.string(),
      clientContext: fc.json(),
    }),
    event: fc.json(),
  });
  fc.assert(
    fc.property(fc.array(invocation), sizes, (invocations, chunkSizes) => {
      const bytes = Buffer.concat(invocations.map(({ head, event }) => encodeInvocation(head, event)));
      const reader = new InvocationReader();
      expect(cut(bytes, chunkSizes).flatMap((chunk) => [...reader.read(chunk)])).toEqual(invocations);
    }),
  );
});

it('rejects bytes that are not a frame, by their type and by their length', () => {
  const tooLong = encodeFrame(FrameType.Log, '');
  tooLong.writeUInt32BE(0xffffffff, 9);
  for (const bytes of [Buffer.from('not a frame at all'), tooLong]) {
    expect(() => [...new FrameReader().read(bytes)]).toThrow('These bytes are not a frame');
  }
});
