import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNote, InvalidNoteError, MAX_CONTENT_CHARACTERS, parseContent } from '../../../lambdas/notes/note.ts';

describe('parseContent', () => {
  it.each([
    ['no body', null, /is not JSON/],
    ['a body that is not JSON', 'milk', /is not JSON/],
    ['a body that is not an object', '"milk"', /must be a string/],
    ['null', 'null', /must be a string/],
    ['no content', '{}', /must be a string/],
    ['content that is not a string', '{"content": 1}', /must be a string/],
    ['blank content', '{"content": " \\n"}', /must be a string/],
    [
      'content that is too long',
      JSON.stringify({ content: 'x'.repeat(MAX_CONTENT_CHARACTERS + 1) }),
      /has 10001 characters; the maximum is 10000/,
    ],
  ])('refuses %s with a message', (_, body, message) => {
    expect(() => parseContent(body)).toThrow(InvalidNoteError);
    expect(() => parseContent(body)).toThrow(message);
  });

  it('returns the content unchanged or throws InvalidNoteError, for any body', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc.string(),
          fc.record({ content: fc.string() }).map((note) => JSON.stringify(note)),
        ),
        (body) => {
          try {
            expect(parseContent(body)).toBe(JSON.parse(body).content);
          } catch (error) {
            expect(error).toBeInstanceOf(InvalidNoteError);
          }
        },
      ),
    );
  });
});

it('creates a note with a new id, and the same time for createdAt and updatedAt', () => {
  const now = new Date('2026-11-21T14:00:00.000Z');
  const [first, second] = [createNote('a', now), createNote('a', now)];
  expect(first.noteId).not.toBe(second.noteId);
  expect(first).toMatchObject({
    content: 'a',
    createdAt: '2026-11-21T14:00:00.000Z',
    updatedAt: '2026-11-21T14:00:00.000Z',
  });
});
