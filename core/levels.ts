/** The log levels of Lambda, from the most verbose.
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html */
export const LOG_LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

/** The rank of a level, higher for more severe levels: its index in `LOG_LEVELS`. */
export const LEVEL_RANKS: Readonly<Record<LogLevel, number>> = {
  TRACE: 0,
  DEBUG: 1,
  INFO: 2,
  WARN: 3,
  ERROR: 4,
  FATAL: 5,
};

/** Whether a level is as severe as `minimum`, or more severe. */
export function isAtLeast(level: LogLevel, minimum: LogLevel): boolean {
  return LEVEL_RANKS[level] >= LEVEL_RANKS[minimum];
}

/** The words for each level, in lower case: of console, Powertools, winston (npm and syslog levels), Python, Java, .NET and Go. To
 *  add the words of another logger, add them here. */
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

/** All words in lower case and in upper case: most loggers write one of the two, and are found without `toLowerCase`. */
const BY_USUAL_SPELLING: ReadonlyMap<string, LogLevel> = new Map(
  [...BY_WORD].flatMap(([word, level]) => [
    [word, level],
    [word.toUpperCase(), level],
  ]),
);

/** A longer text is not a word for a level, so it is not looked up. */
const MAX_WORD_LENGTH = 16;

/** The level for a word in any case (`warning`), or for a number of pino and bunyan (`30`); undefined for any other value.
 *  @see https://github.com/pinojs/pino/blob/main/docs/api.md#loggerlevels-object */
export function parseLevel(word: unknown): LogLevel | undefined {
  if (typeof word === 'number') return levelOfNumber(word);
  if (typeof word !== 'string' || word.length > MAX_WORD_LENGTH) return undefined;
  return BY_USUAL_SPELLING.get(word) ?? BY_WORD.get(word.toLowerCase());
}

/** 10 is trace, 20 debug, 30 info, 40 warn, 50 error, 60 fatal. A custom level between two of them counts as the lower one. */
function levelOfNumber(number: number): LogLevel | undefined {
  if (!(number >= 10 && number < 100)) return undefined;
  if (number >= 60) return 'FATAL';
  if (number >= 50) return 'ERROR';
  if (number >= 40) return 'WARN';
  if (number >= 30) return 'INFO';
  return number >= 20 ? 'DEBUG' : 'TRACE';
}
