import { type Entry, type Outline, parseOutline } from '../yaml/outline.ts';
import { TextLines } from '../yaml/text-lines.ts';
import { isFunctionTag } from './function-tags.ts';
import type { ReadingNotice } from './reading-notice.ts';

/** A notice for each key that an object in the text has twice, and for each tag that is not a function. */
export function textNotices(text: string): ReadingNotice[] {
  const outline = parseOutline(text);
  return outline ? [...noticesOf(outline, new TextLines(text), [])] : [];
}

function* noticesOf(value: Outline, lines: TextLines, path: readonly string[]): Iterable<ReadingNotice> {
  const lineOf = ({ start }: { readonly start: number }) => lines.positionAt(start).line;
  if (value.tag !== undefined && !isFunctionTag(value.tag)) {
    const subject = `${value.tag} in line ${lineOf(value)}`;
    yield { subject, problem: 'its value is unknown, because it is not a function of CloudFormation' };
  }
  const known = new Map<string, Entry>();
  for (const entry of value.entries) {
    const { key } = entry;
    const first = known.get(key);
    if (first && key !== '<<') {
      const subject = `${[...path, key].join('.')} in line ${lineOf(first)}`;
      yield { subject, problem: `not read, because the last of equal keys counts, which is in line ${lineOf(entry)}` };
    }
    known.set(key, entry);
    if (entry.value) yield* noticesOf(entry.value, lines, [...path, key]);
  }
  for (const [index, item] of value.items.entries()) yield* noticesOf(item, lines, [...path, String(index)]);
}
