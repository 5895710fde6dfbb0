import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseEvent } from '../../../core/parse/parse-event.ts';

interface Fixture {
  /** The pages that show lines of this format. */
  readonly source: string;
  readonly events: readonly { readonly message: string; readonly expected: Record<string, unknown> }[];
}

const EVENTS = join(import.meta.dirname, '..', '..', 'events');
const fixtures = readdirSync(EVENTS).flatMap((kind) =>
  readdirSync(join(EVENTS, kind)).map((file) => `${kind}/${file}`),
);

describe.each(fixtures)('real lines: %s', (file) => {
  const { source, events }: Fixture = JSON.parse(readFileSync(join(EVENTS, file), 'utf8'));

  it('name their sources', () => {
    expect(source).toMatch(/https:\/\//);
  });

  it.each(events)('parses $message', ({ message, expected }) => {
    const { kind, level, requestId, traceId, fields } = parseEvent({
      group: 'g',
      stream: 's',
      timestamp: 1,
      ingestionTime: 2,
      message,
    });
    // A member that is not expected must not be there: the parser must not invent a level or a request id.
    expect({ kind, level, requestId, traceId }).toEqual({
      kind: expected.kind,
      level: expected.level,
      requestId: expected.requestId,
      traceId: expected.traceId,
    });
    if (expected.fields) expect(fields).toMatchObject(expected.fields as object);
  });
});
