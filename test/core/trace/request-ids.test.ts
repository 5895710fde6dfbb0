import { describe, expect, it } from 'vitest';
import { parseEvent } from '../../../core/parse/parse-event.ts';
import { hasId, parseRequestedId } from '../../../core/trace/request-ids.ts';

const UUID = '8f507cfc-3b2e-4a3c-9a0e-6f2d1c0b9a8e';
const TRACE = '1-6740a1b2-5e37ede540a3c3575576772b';

describe('an id', () => {
  it.each([
    ['of API Gateway or Lambda', UUID.toUpperCase(), { text: UUID, isShort: false }],
    ['of WebSocket and HTTP APIs', 'PDS1PEC4oAMFpyA=', { text: 'PDS1PEC4oAMFpyA=', isShort: false }],
    ['cut to eight characters', '8F507CFC', { text: '8f507cfc', isShort: true }],
    ['of X-Ray, which has a time', TRACE, { text: TRACE, isShort: false, time: 0x6740a1b2 * 1000 }],
    ['in the header of X-Ray', `Root=${TRACE};Parent=1;Sampled=1`, { text: TRACE, time: 0x6740a1b2 * 1000 }],
  ])('%s is parsed', (_, input, expected) => {
    expect(parseRequestedId(input)).toMatchObject(expected);
  });

  it.each(['', 'x', '1234567', '"quoted!"', '8f507cfc 3b2e', 'a'.repeat(129), '%regex%%'])('is not "%s"', (input) => {
    expect(parseRequestedId(input)).toBeUndefined();
  });

  it.each([
    ['a line matches its request id', `START RequestId: ${UUID} Version: $LATEST`, UUID, true],
    ['a line matches the short form of its request id', `START RequestId: ${UUID} Version: $LATEST`, '8f507cfc', true],
    ['a line matches its trace id', `REPORT RequestId: ${UUID}\tDuration: 1 ms\nXRAY TraceId: ${TRACE}\t`, TRACE, true],
    [
      'a line does not match an id that it only mentions',
      JSON.stringify({ level: 'INFO', message: `see ${UUID}` }),
      UUID,
      false,
    ],
    [
      'a line does not match a beginning of its request id that is longer than a short id',
      `(${UUID}) x`,
      UUID.slice(0, 20),
      false,
    ],
    [
      'a line matches the ids of its helper record',
      JSON.stringify({ level: 'INFO', message: 'api.call', apiCall: { extendedRequestId: 'Vts2pH6ArPEFcuQ=' } }),
      'Vts2pH6ArPEFcuQ=',
      true,
    ],
  ])('%s', (_, message, input, belongs) => {
    const id = parseRequestedId(input);
    const record = parseEvent({ group: 'g', stream: 's', timestamp: 1, ingestionTime: 1, message });
    expect(id && hasId(record, id)).toBe(belongs);
  });
});
