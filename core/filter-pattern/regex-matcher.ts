import { BEYOND_ASCII } from './character-set.ts';
import type { Item, RegexProgram } from './regex.ts';

/** The bits of one word of a bit set. The sum of two words still fits into the 31 bits of a small integer, which is fast. */
const WORD_BITS = 30;
const WORD_MASK = 2 ** WORD_BITS - 1;

const COLUMNS = BEYOND_ASCII + 1;

/** A bit set with one bit for each position in the expression, lowest word first. */
type Bits = Int32Array;

/** The expression as bit masks over its positions. Each item has a position before it, and each chain has a last position after its
 *  items. */
interface Masks {
  readonly words: number;
  /** The first position of each chain. */
  readonly begin: Bits;
  /** The last position of each chain: the expression matches when it is reached. */
  readonly accept: Bits;
  /** Items that match any number of characters: after a match, the position stays the same. */
  readonly repeated: Bits;
  /** For each character, at `column * words`: the items that match it. */
  readonly matching: Bits;
  /** Items that match without a character: inside the text, at its start, at its end, and in an empty text (both). */
  readonly skippable: { readonly inside: Bits; readonly start: Bits; readonly end: Bits; readonly both: Bits };
}

/** Makes a function that searches a text for the expression. It reads each character once, and keeps a bit set of all positions that
 *  a match can have reached. No expression and no text cause backtracking: the work for a character depends only on the length of
 *  the expression. This is the bit-parallel simulation of Baeza-Yates, Gonnet, Wu and Manber; optional items are skipped by addition,
 *  as Navarro and Raffinot describe. */
export function compileRegex(program: RegexProgram): (text: string) => boolean {
  const masks = buildMasks(program);
  const { words, begin, accept, repeated, matching, skippable } = masks;
  const positions = new Int32Array(words);

  return (text) => {
    const length = text.length;
    positions.set(begin);
    skipOptional(positions, length === 0 ? skippable.both : skippable.start);
    if (intersects(positions, accept)) return true;
    for (let at = 0; at < length; at += 1) {
      const code = text.charCodeAt(at);
      if (isHighSurrogate(code) && isLowSurrogate(text.charCodeAt(at + 1))) at += 1;
      matchCharacter(positions, matching, (code < BEYOND_ASCII ? code : BEYOND_ASCII) * words, repeated, begin);
      skipOptional(positions, at + 1 < length ? skippable.inside : skippable.end);
      if (intersects(positions, accept)) return true;
    }
    return false;
  };
}

/** Matches one character. A position whose item matches moves on, or stays if the item is repeated; all other positions are removed.
 *  A new match may begin after this character. */
function matchCharacter(positions: Bits, matching: Bits, column: number, repeated: Bits, begin: Bits): void {
  let carry = 0;
  for (let word = 0; word < positions.length; word += 1) {
    const matched = (positions[word] as number) & (matching[column + word] as number);
    const stayed = matched & (repeated[word] as number);
    const moved = matched ^ stayed;
    positions[word] = (((moved << 1) & WORD_MASK) | carry | stayed | (begin[word] as number)) as number;
    carry = moved >>> (WORD_BITS - 1);
  }
}

/** Adds the positions after items that match without a character. The addition of a position's bit to the run of ones around it
 *  carries to the first bit after the run. The bits that the sum changes are the positions to add. */
function skipOptional(positions: Bits, skippable: Bits): void {
  let carry = 0;
  for (let word = 0; word < positions.length; word += 1) {
    const position = positions[word] as number;
    const run = skippable[word] as number;
    const sum = (position & run) + run + carry;
    positions[word] = position | ((sum ^ run) & WORD_MASK);
    carry = sum >>> WORD_BITS;
  }
}

function intersects(positions: Bits, mask: Bits): boolean {
  for (let word = 0; word < positions.length; word += 1) {
    if (((positions[word] as number) & (mask[word] as number)) !== 0) return true;
  }
  return false;
}

function buildMasks(program: RegexProgram): Masks {
  const length = program.reduce((sum, chain) => sum + chain.length + 1, 0);
  const words = Math.ceil(length / WORD_BITS);
  const bits = () => new Int32Array(words);
  const skippable = { inside: bits(), start: bits(), end: bits(), both: bits() };
  const masks = {
    words,
    begin: bits(),
    accept: bits(),
    repeated: bits(),
    matching: new Int32Array(COLUMNS * words),
    skippable,
  };
  let position = 0;
  for (const chain of program) {
    setBit(masks.begin, position);
    for (const item of chain) {
      addItem(masks, item, position);
      position += 1;
    }
    setBit(masks.accept, position);
    position += 1;
  }
  return masks;
}

function addItem({ words, repeated, matching, skippable }: Masks, item: Item, position: number): void {
  if (item.kind !== 'character') {
    setBit(skippable[item.kind], position);
    setBit(skippable.both, position);
    return;
  }
  for (let column = 0; column < COLUMNS; column += 1) {
    if (item.set[column]) setBit(matching, position, column * words);
  }
  if (item.times === 'repeated') setBit(repeated, position);
  if (item.times !== 'once') for (const mask of Object.values(skippable)) setBit(mask, position);
}

function setBit(bits: Bits, position: number, offset = 0): void {
  const word = offset + Math.floor(position / WORD_BITS);
  bits[word] = (bits[word] ?? 0) | (1 << (position % WORD_BITS));
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}
