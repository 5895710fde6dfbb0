import { BEYOND_ASCII } from './character-set.ts';
import type { Item, RegexProgram } from './regex.ts';

/** Bits of a word. Two words can be added without leaving the 31 bits of a small integer. */
const WORD_BITS = 30;
const WORD_MASK = 2 ** WORD_BITS - 1;

const COLUMNS = BEYOND_ASCII + 1;

/** A number with one bit for each place in the expression, lowest word first. */
type Bits = Int32Array;

/** The expression as bit masks over its places: the place of an item is before it, and each chain has one more place, its
 *  end. */
interface Masks {
  readonly words: number;
  /** Where chains begin, and where they end. */
  readonly begin: Bits;
  readonly accept: Bits;
  /** Items that take any number of characters: taking one leads back to the item. */
  readonly repeated: Bits;
  /** For each column of a character, at `column * words`: items that take it. */
  readonly taking: Bits;
  /** Items that can be passed without a character: inside the text; at its start, its end, and both, if it is empty. */
  readonly passable: { readonly inside: Bits; readonly start: Bits; readonly end: Bits; readonly both: Bits };
}

/** Makes a function that finds the expression anywhere in a text. It reads each character once and keeps the set of all
 *  places that a match may have reached as bits, so that no expression and no text make it go back; the work for a
 *  character grows with the length of the expression alone. This is the bit-parallel simulation of Baeza-Yates, Gonnet,
 *  Wu and Manber, with the passing of optional items by addition of Navarro and Raffinot. */
export function compileRegex(program: RegexProgram): (text: string) => boolean {
  const masks = buildMasks(program);
  const { words, begin, accept, repeated, taking, passable } = masks;
  const places = new Int32Array(words);

  return (text) => {
    const length = text.length;
    places.set(begin);
    pass(places, length === 0 ? passable.both : passable.start);
    if (intersects(places, accept)) return true;
    for (let at = 0; at < length; at += 1) {
      const code = text.charCodeAt(at);
      if (isHighSurrogate(code) && isLowSurrogate(text.charCodeAt(at + 1))) at += 1;
      take(places, taking, (code < BEYOND_ASCII ? code : BEYOND_ASCII) * words, repeated, begin);
      pass(places, at + 1 < length ? passable.inside : passable.end);
      if (intersects(places, accept)) return true;
    }
    return false;
  };
}

/** Moves each place whose item takes the character behind the item, or keeps it there if the item repeats; all others are
 *  dropped. A match may begin behind this character too. */
function take(places: Bits, taking: Bits, column: number, repeated: Bits, begin: Bits): void {
  let carry = 0;
  for (let word = 0; word < places.length; word += 1) {
    const taken = (places[word] as number) & (taking[column + word] as number);
    const again = taken & (repeated[word] as number);
    const moved = taken ^ again;
    places[word] = (((moved << 1) & WORD_MASK) | carry | again | (begin[word] as number)) as number;
    carry = moved >>> (WORD_BITS - 1);
  }
}

/** Adds the places behind passable items. Adding a place to the run of passable bits that it stands in carries it to the
 *  first bit behind the run; the bits that this changes are those that it passes. */
function pass(places: Bits, passable: Bits): void {
  let carry = 0;
  for (let word = 0; word < places.length; word += 1) {
    const place = places[word] as number;
    const run = passable[word] as number;
    const sum = (place & run) + run + carry;
    places[word] = place | ((sum ^ run) & WORD_MASK);
    carry = sum >>> WORD_BITS;
  }
}

function intersects(places: Bits, mask: Bits): boolean {
  for (let word = 0; word < places.length; word += 1) {
    if (((places[word] as number) & (mask[word] as number)) !== 0) return true;
  }
  return false;
}

function buildMasks(program: RegexProgram): Masks {
  const length = program.reduce((sum, chain) => sum + chain.length + 1, 0);
  const words = Math.ceil(length / WORD_BITS);
  const bits = () => new Int32Array(words);
  const passable = { inside: bits(), start: bits(), end: bits(), both: bits() };
  const masks = {
    words,
    begin: bits(),
    accept: bits(),
    repeated: bits(),
    taking: new Int32Array(COLUMNS * words),
    passable,
  };
  let place = 0;
  for (const chain of program) {
    setBit(masks.begin, place);
    for (const item of chain) {
      addItem(masks, item, place);
      place += 1;
    }
    setBit(masks.accept, place);
    place += 1;
  }
  return masks;
}

function addItem({ words, repeated, taking, passable }: Masks, item: Item, place: number): void {
  if (item.kind !== 'character') {
    setBit(passable[item.kind], place);
    setBit(passable.both, place);
    return;
  }
  for (let column = 0; column < COLUMNS; column += 1) {
    if (item.set[column]) setBit(taking, place, column * words);
  }
  if (item.times === 'repeated') setBit(repeated, place);
  if (item.times !== 'once') for (const mask of Object.values(passable)) setBit(mask, place);
}

function setBit(bits: Bits, place: number, offset = 0): void {
  const word = offset + Math.floor(place / WORD_BITS);
  bits[word] = (bits[word] ?? 0) | (1 << (place % WORD_BITS));
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}
