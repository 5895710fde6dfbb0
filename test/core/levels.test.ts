import { expect, it } from 'vitest';
import { parseLevel } from '../../core/levels.ts';

it.each([
  ['TRACE', ['trace', 'TRACE', 'silly', 'Verbose', 'FINEST', 10, 19]],
  ['DEBUG', ['debug', 'dbug', 'Fine', 20]],
  ['INFO', ['info', 'INFO', 'Information', 'notice', 'log', 'http', 30, 35]],
  ['WARN', ['warn', 'WARNING', 'wrn', 40]],
  ['ERROR', ['error', 'Err', 'SEVERE', 'fail', 50]],
  ['FATAL', ['fatal', 'CRITICAL', 'crit', 'alert', 'emerg', 'panic', 60]],
  [undefined, ['', 'none', 'toString', '__proto__', 'x'.repeat(1e6), 0, 9, 100, Number.NaN, null, {}, ['info'], true]],
])('%s is the level for %j', (level, spellings) => {
  expect(spellings.map(parseLevel)).toEqual(spellings.map(() => level));
});
