import type { LogLevel } from '../log-event.ts';

/** Every usual word for a level, in lower case: of console, Powertools, winston (npm and syslog levels), Python, Java, .NET, Go. */
const BY_WORD: ReadonlyMap<string, LogLevel> = new Map([
  ...words('TRACE', 'trace', 'trce', 'trc', 'silly', 'finest', 'finer', 'verbose'),
  ...words('DEBUG', 'debug', 'dbug', 'dbg', 'fine', 'config'),
  ...words('INFO', 'info', 'inf', 'information', 'informational', 'notice', 'log', 'http'),
  ...words('WARN', 'warn', 'warning', 'wrn'),
  ...words('ERROR', 'error', 'err', 'eror', 'fail', 'failure', 'severe', 'exception'),
  ...words('FATAL', 'fatal', 'ftl', 'critical', 'crit', 'crt', 'alert', 'emerg', 'emergency', 'panic', 'dpanic'),
]);

function words(level: LogLevel, ...spellings: readonly string[]): [string, LogLevel][] {
  return spellings.map((spelling) => [spelling, level]);
}

/** As most loggers spell them: found without making the word lower-case. */
const BY_USUAL_SPELLING: ReadonlyMap<string, LogLevel> = new Map(
  [...BY_WORD].flatMap(([word, level]) => [
    [word, level],
    [word.toUpperCase(), level],
  ]),
);

/** No word for a level is longer than this. */
const LONGEST_WORD = 16;

/** The level that a logger's word means, in any case, or a number of pino and bunyan (`30`); undefined for what means none.
 *  @see https://github.com/pinojs/pino/blob/main/docs/api.md#loggerlevels-object */
export function levelOf(word: unknown): LogLevel | undefined {
  if (typeof word === 'number') return levelOfNumber(word);
  if (typeof word !== 'string' || word.length > LONGEST_WORD) return undefined;
  return BY_USUAL_SPELLING.get(word) ?? BY_WORD.get(word.toLowerCase());
}

/** 10 is trace, 20 debug, 30 info, 40 warn, 50 error, 60 fatal; a level of one's own lies between two of them. */
function levelOfNumber(number: number): LogLevel | undefined {
  if (!(number >= 10 && number < 100)) return undefined;
  if (number >= 60) return 'FATAL';
  if (number >= 50) return 'ERROR';
  if (number >= 40) return 'WARN';
  if (number >= 30) return 'INFO';
  return number >= 20 ? 'DEBUG' : 'TRACE';
}
