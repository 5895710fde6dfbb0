import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { EXIT } from '../../core/user-error.ts';
import { CliError } from '../errors.ts';

const SECRET_BYTES = 32;

/** A secret of this user on this machine: made at the first use, and the same from then on. Nobody else can read its file. */
export function secretFile(path: string): Buffer {
  const kept = read(path);
  if (kept) return kept;
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  try {
    writeFileSync(path, randomBytes(SECRET_BYTES).toString('hex'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    // Another command was quicker.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const made = read(path);
  if (made) return made;
  throw new CliError(EXIT.SERVICE_ERROR, `${path} contains no key.`, 'Delete it; the next start creates a new one.');
}

function read(path: string): Buffer | undefined {
  try {
    const bytes = Buffer.from(readFileSync(path, 'utf8').trim(), 'hex');
    return bytes.length === SECRET_BYTES ? bytes : undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
