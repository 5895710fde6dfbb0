import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNote, InvalidNoteError, MAX_CONTENT_CHARACTERS, parseContent } from '../../lambdas/notes/note.ts';

describe('parseContent', () => {
  it.each([
    ['no body', null, /is no JSON/],
    ['no JSON', 'milk', /is no JSON/],
    ['no object', '"milk"', /must be a text/],
    ['null', 'null', /must be a text/],
    ['no content', '{}', /must be a text/],
    ['content that is no text', '{"content": 1}', /must be a text/],
    ['blank content', '{"content": " \\n"}', /must be a text/],
    [
      'content that is too long',
      JSON.stringify({ content: 'x'.repeat(MAX_CONTENT_CHARACTERS + 1) }),
      /has 10001 characters; 10000 are allowed/,
    ],
  ])('refuses %s, and says why', (_, body, message) => {
    expect(() => parseContent(body)).toThrow(InvalidNoteError);
    expect(() => parseContent(body)).toThrow(message);
  });

  it('gives the content as it was sent, or refuses: nothing else, for any body', () => {
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

it('gives each new note an id of its own, and the time of its making twice', () => {
  const now = new Date('2026-11-21T14:00:00.000Z');
  const [first, second] = [createNote('a', now), createNote('a', now)];
  expect(first.noteId).not.toBe(second.noteId);
  expect(first).toMatchObject({
    content: 'a',
    createdAt: '2026-11-21T14:00:00.000Z',
    updatedAt: '2026-11-21T14:00:00.000Z',
  });
});
