import { randomInt } from 'node:crypto';

const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789';
const RANDOM_LENGTH = 6;

/** A new prefix for the names of a run, for example `tg-x4k2p9`: a billion of them, so that two runs have different names. */
export function newPrefix(): string {
  return `tg-${Array.from({ length: RANDOM_LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('')}`;
}
