import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { EXIT } from '../../core/user-error.ts';
import { CliError } from '../errors.ts';

const SECRET_BYTES = 32;

/** Reads the secret in a file that only this user can read. The first call creates it. */
export function secretFile(path: string): Buffer {
  const existing = read(path);
  if (existing) return existing;
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  try {
    writeFileSync(path, randomBytes(SECRET_BYTES).toString('hex'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    // Another process created the file in the meantime.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const created = read(path);
  if (created) return created;
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
