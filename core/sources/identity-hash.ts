/** A 64-bit hash of an identity, as two unsigned 32-bit numbers. Not cryptographic. Two lanes are multiplied by odd constants and
 *  mixed at the end with the finalizer of MurmurHash3.
 *  @param seed a random number for a hash that is not stored: without it, a writer could make many lines with equal hashes, which a hash
 *    table would search one by one. */
export function hashIdentity(identity: string, seed = 0): { readonly high: number; readonly low: number } {
  let a = 0xdeadbeef ^ identity.length ^ seed;
  let b = 0x41c6ce57 ^ identity.length ^ Math.imul(seed, 0x9e3779b1);
  for (let index = 0; index < identity.length; index += 1) {
    const code = identity.charCodeAt(index);
    a = Math.imul(a ^ code, 0x9e3779b1);
    b = Math.imul(b ^ code, 0x5f356495);
  }
  const low = finalize(a) ^ b;
  return { high: finalize(b ^ low) >>> 0, low: low >>> 0 };
}

function finalize(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
