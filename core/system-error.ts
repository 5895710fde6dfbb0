/** The reasons of failed calls of the operating system, by their code, and what the user can do about them.
 *  @see https://nodejs.org/api/errors.html#common-system-errors
 *  @see https://man7.org/linux/man-pages/man3/errno.3.html */
const REASONS: Readonly<Record<string, { readonly reason: string; readonly hint: string }>> = {
  EACCES: { reason: 'permission denied', hint: 'Check its permissions.' },
  EBUSY: { reason: 'it is in use', hint: 'End the program that uses it, then repeat the command.' },
  EDQUOT: { reason: 'the disk quota is used up', hint: 'Delete files, then repeat the command.' },
  EEXIST: { reason: 'it exists already', hint: 'Delete it, or choose another name.' },
  EFBIG: { reason: 'the file gets too large', hint: 'Check the limits of the file system and `ulimit -f`.' },
  EIO: { reason: 'the disk or the device failed', hint: 'Check the disk.' },
  EISDIR: { reason: 'it is a folder', hint: 'Name a file.' },
  ELOOP: { reason: 'its symbolic links lead in a circle', hint: 'Check the links.' },
  EMFILE: { reason: 'too many files are open', hint: 'Raise the limit (`ulimit -n 4096`), then repeat the command.' },
  ENAMETOOLONG: { reason: 'the name is too long', hint: 'Choose a shorter one.' },
  ENFILE: { reason: 'too many files are open on this machine', hint: 'End other programs, then repeat the command.' },
  ENODEV: { reason: 'the device does not exist', hint: 'Check the path.' },
  ENOENT: { reason: 'it does not exist', hint: 'Check the path.' },
  ENOMEM: { reason: 'there is not enough memory', hint: 'End other programs, then repeat the command.' },
  ENOSPC: { reason: 'no space is left on the device', hint: 'Free some space, then repeat the command.' },
  ENOTDIR: { reason: 'a part of its path is not a folder', hint: 'Check the path.' },
  ENOTEMPTY: { reason: 'the folder is not empty', hint: 'Delete its files, or choose another one.' },
  ENXIO: { reason: 'the device does not exist', hint: 'Check the path.' },
  EPERM: { reason: 'the operation is not permitted', hint: 'Check its permissions.' },
  EROFS: { reason: 'the file system is read-only', hint: 'Use another folder.' },
  ETXTBSY: { reason: 'it is a program that runs', hint: 'End the program, then repeat the command.' },
  EXDEV: { reason: 'it is on another file system', hint: 'Use a folder of the same file system.' },
};

/** Why a call of the operating system failed, for people: `no space is left on the device (ENOSPC)`.
 *  @returns the message of any other error. */
export function systemErrorReason(error: unknown): string {
  const { code, message } = (error ?? {}) as NodeJS.ErrnoException;
  const reason = REASONS[code ?? '']?.reason;
  return reason === undefined ? (message ?? String(error)) : `${reason} (${code})`;
}

/** What the user can do about a failed call of the operating system: a sentence; undefined for any other error. */
export function systemErrorHint(error: unknown): string | undefined {
  return REASONS[(error as NodeJS.ErrnoException | null)?.code ?? '']?.hint;
}
