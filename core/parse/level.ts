import type { LogLevel } from '../log-event.ts';

const BY_NAME: Readonly<Record<string, LogLevel>> = {
  TRACE: 'TRACE',
  DEBUG: 'DEBUG',
  INFO: 'INFO',
  WARN: 'WARN',
  WARNING: 'WARN',
  ERROR: 'ERROR',
  FATAL: 'FATAL',
  CRITICAL: 'FATAL',
};

/** The level that a logger's word means, in any case; undefined for a word that means none. */
export function levelOf(word: unknown): LogLevel | undefined {
  return typeof word === 'string' ? BY_NAME[word.toUpperCase()] : undefined;
}
